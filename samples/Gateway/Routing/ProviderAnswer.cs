namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response and its deployment. Dispose ends the call.</summary>
internal sealed record ProviderAnswer(HttpResponseMessage Response, RoutedCall Call) : IDisposable
{
    public Deployment Deployment => Call.Deployment;

    /// <summary>How long the provider may be silent.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether a stream has a chunk of usage that the caller did not ask for.</summary>
    public bool HasUnaskedUsage { get; init; }

    /// <summary>The first segment of the path of a pass-through, whose caller receives all that the provider sent.</summary>
    public string? Vendor { get; init; }

    /// <summary><see cref="WireFormat.HeaderPrefix"/> of the request's API.</summary>
    public string? HeaderPrefix { get; init; }

    /// <summary>The status, and what it means for the caller.</summary>
    public ProviderStatus Status => new(Response.StatusCode, LocationOf(Response), Deployment, Vendor) { IsOfDownload = Response.RequestMessage?.Method == HttpMethod.Get };

    /// <summary>States that the body has ended.</summary>
    public void Complete() => Call.End(failure: null);

    /// <summary>States that the provider broke the body off, or went silent.</summary>
    public void BreakOff(Exception failure) => Call.End(failure);

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

    public void Dispose()
    {
        Response.Dispose();
        Call.Dispose();
    }

    private static string? LocationOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : null;
}
