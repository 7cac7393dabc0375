using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response and its deployment. Dispose ends the call.</summary>
internal sealed record ProviderAnswer(HttpResponseMessage Response, Deployment Deployment) : IDisposable
{
    /// <summary>How long the provider may be silent.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether a stream has a chunk of usage that the caller did not ask for.</summary>
    public bool HasUnaskedUsage { get; init; }

    /// <summary>The first segment of the path of a pass-through, whose caller receives all that the provider sent.</summary>
    public string? Vendor { get; init; }

    /// <summary><see cref="WireFormat.HeaderPrefix"/> of the request's API.</summary>
    public string? HeaderPrefix { get; init; }

    /// <summary>
    /// Whether the provider refused the gateway's key, not the caller's request. Through a pass-through and at Bedrock a caller may ask for
    /// what the key may not do, such as another's file or a model without access: that 403 is the caller's.
    /// </summary>
    public bool RefusesGateway =>
        Response.StatusCode == HttpStatusCode.Unauthorized
        || (Response.StatusCode == HttpStatusCode.Forbidden && Vendor is null && Deployment.Provider.Errors != ErrorForm.Bedrock);

    /// <summary>Whether the provider sends the request elsewhere. A 304 answers a request for what the caller has already.</summary>
    public bool IsRedirection => (int)Response.StatusCode is >= 300 and < 400 && Response.StatusCode != HttpStatusCode.NotModified;

    /// <summary>The address, without its query, to which the provider sends the request; <see langword="null"/> if it names no address.</summary>
    public Uri? Target =>
        Response.Headers.NonValidated.TryGetValues("Location", out var location)
        && Uri.TryCreate(Deployment.ApiBase, location.ToString(), out var target)
        ? new Uri(target.GetLeftPart(UriPartial.Path))
        : null;

    /// <summary>The body for the caller.</summary>
    public async Task<Stream> ReadBodyAsync(CancellationToken cancellationToken)
    {
        var body = await Response.Content.ReadAsStreamAsync(cancellationToken);
        return RemovesChunk ? StreamUsage.RemoveChunk(body) : body;
    }

    /// <summary>Whether the caller gets fewer bytes than the provider sent.</summary>
    public bool RemovesChunk =>
        HasUnaskedUsage
        && Response is { IsSuccessStatusCode: true, Content.Headers: { ContentType.MediaType: "text/event-stream", ContentEncoding.Count: 0 } };

    public void Dispose() => Response.Dispose();
}
