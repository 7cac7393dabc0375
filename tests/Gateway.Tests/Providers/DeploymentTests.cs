namespace TracedLlm.Samples.Gateway.Tests.Providers;

public sealed class DeploymentTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions")]
    [InlineData("openai", "https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions")]
    [InlineData("openai", "http://host:8000", "http://host:8000/chat/completions")]
    [InlineData("openai", "http://host/v1/chat/completions", "http://host/v1/chat/completions")]
    [InlineData("hosted_vllm", "http://host:8000/v1", "http://host:8000/v1/chat/completions")]
    [InlineData("ollama", "http://host:11434", "http://host:11434/v1/chat/completions")]
    [InlineData("ollama", "http://host:11434/v1/", "http://host:11434/v1/chat/completions")]
    [InlineData("ollama_chat", "http://host/prefix", "http://host/prefix/v1/chat/completions")]
    public void Chat_completions_are_appended_to_the_base(string provider, string apiBase, string endpoint) =>
        Assert.Equal(endpoint, Endpoint(provider, apiBase, WireFormats.ChatCompletions));

    [Theory]
    [InlineData("anthropic", "https://api.anthropic.com", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "https://api.anthropic.com/", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "https://api.anthropic.com/v1", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "http://host/prefix/v1/messages/", "http://host/prefix/v1/messages")]
    public void Messages_are_appended_to_the_base(string provider, string apiBase, string endpoint) =>
        Assert.Equal(endpoint, Endpoint(provider, apiBase, WireFormats.Messages));

    private static string Endpoint(string provider, string apiBase, WireFormat format) => new Deployment
    {
        Id = "id",
        ModelGroup = "group",
        Provider = Provider.ByPrefix[provider],
        Model = "model",
        ApiBase = new Uri(apiBase),
    }.EndpointFor(Provider.ByPrefix[provider].BasePath, format.ModelPath!);
}
