using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>The prompt that a generation was made of.</summary>
[Collection(ProcessWide.Name)]
public sealed class PromptTests
{
    // What langfuse's Prompt_Chat.dict() gives.
    private const string PromptChat =
        """
        {"type": "chat", "name": "test-prompt", "version": 1, "config": {"max_tokens": 5}, "labels": ["production", "latest"], "tags": [],
         "commitMessage": null, "resolutionGraph": null,
         "prompt": [{"role": "user", "content": "Hello, how are you?", "type": "chatmessage"}]}
        """;

    [Theory]
    [InlineData("{\"prompt\": " + PromptChat + "}", "test-prompt", 1L)]
    [InlineData("""{"prompt": {"name": "p", "version": "3"} }""", "p", 3L)]
    [InlineData("""{"prompt": "{\"name\": \"p\", \"version\": 3}"}""", "p", 3L)]
    [InlineData("""{"prompt_name": "p", "prompt_version": "3"}""", "p", 3L)]
    [InlineData("""{"prompt": {"name": "p", "version": 0}, "prompt_name": "q", "prompt_version": 7}""", "p", 0L)]
    [InlineData("""{"prompt": {"name": "p"} }""", "p", null)]
    [InlineData("""{"prompt": {"name": "p", "version": 1.5} }""", "p", null)]
    [InlineData("""{"prompt": {"name": "p", "version": -1} }""", "p", null)]
    [InlineData("""{"prompt": {"version": 3} }""", null, null)]
    [InlineData("""{"prompt": "p"}""", null, null)]
    [InlineData("""{"prompt": [1]}""", null, null)]
    [InlineData("""{"prompt_version": 3}""", null, null)]
    public async Task Name_and_version_are_on_the_generation(string metadata, string? name, long? version) =>
        Assert.Equal((name, version), await PromptAsync($$"""{"metadata": {{metadata}} }"""));

    [Theory]
    [InlineData("h", 2L, "langfuse_prompt_name: h", "langfuse_prompt_version: 2")]
    [InlineData("h", null, "langfuse_prompt_name: h")]
    [InlineData("p", 3L, "langfuse_prompt_name: p")]
    [InlineData("p", 9L, "langfuse_prompt_version: 9")]
    [InlineData("p", 3L, "langfuse_prompt_version: latest")]
    [InlineData("p", 3L, "langfuse_prompt: {\"name\": \"h\", \"version\": 8}")]
    public async Task The_prompt_headers_win_and_no_version_is_given_to_another_prompt(string name, long? version, params string[] headers) =>
        Assert.Equal((name, version), await PromptAsync("""{"metadata": {"prompt": {"name": "p", "version": 3} } }""", headers));

    [Fact]
    public async Task No_attribute_is_named_gen_ai_prompt() =>
        Assert.DoesNotContain("gen_ai.prompt", await MetadataGateway.PrintAsync("{\"metadata\": {\"prompt\": " + PromptChat + "} }", [], [""]));

    private static async Task<(string? Name, long? Version)> PromptAsync(string body, params string[] headers)
    {
        await using var gateway = await MetadataGateway.StartAsync();
        await gateway.PostBodyAsync(MetadataGateway.Chat, body, headers);
        var spans = await gateway.StopAsync();
        var generation = Assert.Single(spans, span => span.Name == "litellm_request");
        Assert.DoesNotContain(spans.Except([generation]), span => span.Attributes.Keys.Any(key => key.StartsWith("litellm.prompt.", StringComparison.Ordinal)));
        return ((string?)generation.Attributes["litellm.prompt.name"], (long?)generation.Attributes["litellm.prompt.version"]);
    }
}
