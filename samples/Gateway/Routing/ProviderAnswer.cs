namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response and its deployment. Dispose ends the call.</summary>
internal sealed record ProviderAnswer(HttpResponseMessage Response, Deployment Deployment) : IDisposable
{
    /// <summary>Whether a stream has a chunk of usage that the caller did not ask for.</summary>
    public bool HasUnaskedUsage { get; init; }

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
