namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response, and whose it is. Disposing it ends the call.</summary>
internal sealed record ProviderAnswer(HttpResponseMessage Response, Deployment Deployment) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
