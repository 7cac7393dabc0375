using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Sdks;

public sealed class AnthropicSdkTests
{
    private static readonly MessageCreateParams Request = new()
    {
        Model = "claude",
        MaxTokens = 100,
        Messages = [new() { Role = Role.User, Content = "Hello!" }],
    };

    [Fact]
    public async Task It_creates_a_message()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedAnthropic.Message));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var client = Client(gateway, "sk-1");

        var message = await client.Messages.Create(Request);

        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.Equal("Hello! How can I help you today?", text.Text);
        Assert.Equal(15, message.Usage.OutputTokens);
    }

    [Fact]
    public async Task It_streams_a_message()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedAnthropic.MessageStream));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var client = Client(gateway, "sk-1");

        var text = "";
        await foreach (var update in client.Messages.CreateStreaming(Request))
        {
            if (update.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part))
            {
                text += part.Text;
            }
        }

        Assert.Equal("Hello! How can I help you today?", text);
    }

    [Fact]
    public async Task It_understands_a_refusal()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var client = Client(gateway, "sk-2");

        var error = await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => client.Messages.Create(Request));

        Assert.Contains("The API key is not valid.", error.Message, StringComparison.Ordinal);
    }

    private static AnthropicClient Client(RunningGateway gateway, string key) => new() { ApiKey = key, BaseUrl = gateway.Endpoint.AbsoluteUri.TrimEnd('/') };

    private static string Models(FakeUpstream upstream) => $$"""
        model_list: [{ model_name: claude, litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }]
        general_settings: { master_key: sk-1 }
        """;
}
