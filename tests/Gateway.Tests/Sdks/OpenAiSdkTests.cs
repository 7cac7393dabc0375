using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Sdks;

public sealed class OpenAiSdkTests
{
    [Fact]
    public async Task It_completes_a_chat()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        ChatCompletion completion = await Client(gateway, "sk-1").CompleteChatAsync("Hello!");

        Assert.Equal("Hello! How can I assist you today?", completion.Content[0].Text);
        Assert.Equal(10, completion.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task It_streams_a_chat()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        var text = "";
        await foreach (var update in Client(gateway, "sk-1").CompleteChatStreamingAsync("Hello!"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
        }

        Assert.Equal("Hello! How can I assist you today?", text);
    }

    [Fact]
    public async Task It_understands_a_refusal()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(gateway, "sk-2").CompleteChatAsync("Hello!"));

        Assert.Equal(401, error.Status);
        Assert.Contains("The API key is not valid.", error.Message, StringComparison.Ordinal);
    }

    private static ChatClient Client(RunningGateway gateway, string key) =>
        new("gpt", new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(gateway.Endpoint, "v1") });

    private static string Models(FakeUpstream upstream) => $$"""
        model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }]
        general_settings: { master_key: sk-1 }
        """;
}
