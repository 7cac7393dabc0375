namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response, and how it was come by. Disposing it ends the call.</summary>
internal sealed record ProviderAnswer(HttpResponseMessage Response, Deployment Deployment, int Retries, int Fallbacks) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
