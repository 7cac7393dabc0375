namespace TracedLlm.Tests.Gateways;

/// <summary>A provider that is tried by traced methods, generated ones.</summary>
internal sealed partial class TriedProvider(HttpClient client, Uri endpoint)
{
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(LiteLlm.ProviderModel, Path = "Name"), SpanTag(LiteLlm.ModelGroup, Path = "Group")] TriedModel model,
        CancellationToken cancellationToken = default);

    private Task<HttpResponseMessage> SendCoreAsync(TriedModel model, CancellationToken cancellationToken) =>
        client.PostAsync(new Uri(endpoint, model.Name), new StringContent("{}"), cancellationToken);

    /// <summary>Reads the whole answer.</summary>
    [TracedLlmCall]
    public partial ValueTask<string> AskAsync([SpanTag(LiteLlm.ModelGroup)] string group);

    private async ValueTask<string> AskCoreAsync(string group) =>
        await client.GetStringAsync(new Uri(endpoint, group));
}
