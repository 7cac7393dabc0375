namespace TracedLlm.Samples.Gateway;

/// <summary>A provider's response and its deployment. Dispose ends the call.</summary>
internal sealed record ProviderAnswer(HttpResponseMessage Response, Deployment Deployment) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
