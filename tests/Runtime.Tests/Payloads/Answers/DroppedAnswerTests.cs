using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.HttpClients;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>Answers that the gateway drops after their status, and answers that name no model.</summary>
[Collection(ProcessWide.Name)]
public sealed class DroppedAnswerTests
{
    private static readonly UpstreamAnswer Stream = UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream);

    [Theory]
    [InlineData("none", true, "cancelled", true, null)]
    [InlineData("part", true, "cancelled", true, null)]
    [InlineData("all but the end", true, null, null, 19L)]
    [InlineData("all", true, null, null, 19L)]
    [InlineData("none", false, "cancelled", null, null)]
    [InlineData("part", false, null, null, null)]
    [InlineData("all", false, null, null, 19L)]
    public async Task An_answer_that_was_dropped_is_cancelled_and_its_tokens_are_unknown(string read, bool isBlocked, string? outcome, bool? isUnknown, long? tokens)
    {
        await using var upstream = await FakeUpstream.StartAsync(Stream);
        await using var gateway = await ClientGateway.StartAsync(upstream, async (http, client) =>
        {
            using var request = ClientGateway.Asked();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await ReadAsync(response, read);
            if (isBlocked)
            {
                using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PostCall);
                guardrail.SetOutcome(GuardrailOutcome.Blocked());
                http.Response.StatusCode = 400;
            }
        });

        await gateway.AskAsync();

        var spans = await gateway.StopAsync();
        var call = spans.Single(span => span.Name == "litellm_request").Attributes;
        Assert.Equal(outcome, spans.Single(span => span.Name.StartsWith("chat ", StringComparison.Ordinal)).Attributes["litellm.outcome"]);
        Assert.Equal(isUnknown, call["litellm.usage.unknown"]);
        Assert.Equal(tokens, call["gen_ai.usage.input_tokens"]);
    }

    [Fact]
    public async Task An_answer_without_a_body_is_not_dropped()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Body("", "text/plain"));
        await using var gateway = await ClientGateway.StartAsync(upstream, async (_, client) =>
        {
            using var request = ClientGateway.Asked();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        });

        await gateway.AskAsync();

        Assert.Null((await gateway.StopAsync()).Single(span => span.Name.StartsWith("chat ", StringComparison.Ordinal)).Attributes["litellm.outcome"]);
    }

    [Theory]
    [InlineData("""{"data":[],"usage":{"input_tokens":9,"output_tokens":100}}""", 200, null, "gpt-4o-eu")]
    [InlineData("""{"model":"gpt-4o-2024","choices":[]}""", 200, "gpt-4o-2024", null)]
    [InlineData("""{"error":{"message":"no"}}""", 500, null, "gpt-4o-eu")]
    public async Task The_model_of_the_last_attempt_stands_in_where_the_answer_names_none(string body, int status, string? answered, string? called)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(body, status));
        await using var gateway = await ClientGateway.StartAsync(upstream, ClientGateway.ForwardAsync);

        await gateway.AskAsync();

        var call = (await gateway.StopAsync()).Single(span => span.Name == "litellm_request").Attributes;
        Assert.Equal(("gpt-4o", answered, called), (call["gen_ai.request.model"], call["gen_ai.response.model"], call["litellm.provider.model"]));
    }

    private static async Task ReadAsync(HttpResponseMessage response, string read)
    {
        if (read == "none")
        {
            return;
        }

        var stream = await response.Content.ReadAsStreamAsync();
        if (read == "all")
        {
            await stream.CopyToAsync(System.IO.Stream.Null);
            return;
        }

        var text = "";
        var buffer = new byte[64];
        while (!text.Contains(read == "part" ? "data: " : "[DONE]\n\n", StringComparison.Ordinal))
        {
            text += System.Text.Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }
    }
}
