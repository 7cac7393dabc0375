namespace TracedLlm.Bench.Gateways;

/// <summary>The call as an attempt.</summary>
internal sealed partial class ProviderClient
{
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(GenAi.ProviderName, Path = "Provider")]
        [SpanTag(LiteLlm.DeploymentId, Path = "Id")]
        [SpanTag(LiteLlm.ProviderModel, Path = "Model")]
        Deployment deployment,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellation);
}
