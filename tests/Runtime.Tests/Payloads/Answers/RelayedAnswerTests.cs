using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>The response to the caller, whose bytes are those of a provider or others.</summary>
[Collection(ProcessWide.Name)]
public sealed class RelayedAnswerTests
{
    private const string First = """{"id":"one","model":"m-1","choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4},"service_tier":"flex"}""";
    private const string Second = """{"id":"two","model":"m-2","choices":[{"index":0,"finish_reason":"length"}],"usage":{"prompt_tokens":30,"completion_tokens":40},"service_tier":"priority"}""";

    private static readonly string[] Shown = ["gen_ai.response.", "gen_ai.usage.", "openai.", "error.type", "litellm.outcome"];

    [Fact]
    public async Task A_relayed_answer_has_its_attributes() => Assert.Equal(
        """
        Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
        └─ litellm_request  {gen_ai.response.finish_reasons=[stop], gen_ai.response.id=one, gen_ai.response.model=m-1, gen_ai.usage.input_tokens=3, gen_ai.usage.output_tokens=4, openai.response.service_tier=flex}
           └─ chat m [CLIENT]
        """,
        await PrintAsync([First], First));

    [Fact]
    public async Task An_answer_of_the_gateways_own_adds_what_no_provider_has_said() => Assert.Equal(
        """
        Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
        └─ litellm_request  {gen_ai.response.finish_reasons=[stop], gen_ai.response.id=one, gen_ai.response.model=m-1, gen_ai.usage.input_tokens=3, gen_ai.usage.output_tokens=4, openai.response.service_tier=priority}
           └─ chat m [CLIENT]
        """,
        await PrintAsync([First], Second));

    [Fact]
    public async Task The_answer_of_an_earlier_call_is_not_the_last_one() => Assert.Equal(
        """
        Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
        └─ litellm_request  {gen_ai.response.finish_reasons=[length], gen_ai.response.id=two, gen_ai.response.model=m-2, gen_ai.usage.input_tokens=30, gen_ai.usage.output_tokens=40, openai.response.service_tier=flex}
           ├─ chat m [CLIENT]
           └─ chat m [CLIENT]
        """,
        await PrintAsync([First, Second], First));

    [Fact]
    public async Task A_relayed_error_fails_the_request()
    {
        const string Error = """{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}""";

        var tree = await PrintAsync([Error], Error);

        Assert.Contains("litellm.outcome=error", tree, StringComparison.Ordinal);
        Assert.Contains("error.type=server_error", tree.Split('\n')[0], StringComparison.Ordinal);
    }

    private static async Task<string> PrintAsync(string[] answers, string response)
    {
        await using var upstream = await FakeUpstream.StartAsync([.. answers.Select(static answer => UpstreamAnswer.Json(answer))]);
        await using var gateway = await AnsweringGateway.StartAsync("/v1/chat/completions", content: false, async http =>
        {
            using var client = new HttpClient();
            foreach (var _ in answers)
            {
                using var answer = await AnsweringGateway.SendAsync(client, new Uri(upstream.Endpoint, "v1/chat/completions"));
                await answer.Content.ReadAsByteArrayAsync();
            }

            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(response);
        });
        await gateway.PostAsync("/v1/chat/completions");
        return await gateway.StopAndPrintAsync(Shown);
    }
}
