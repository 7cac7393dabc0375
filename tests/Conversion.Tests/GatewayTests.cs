using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Conversion.Tests;

/// <summary>The gateway of the tutorial before and after its conversion, with the same requests.</summary>
public sealed class GatewayTests
{
    private static readonly SpanTreeFormat Format = SpanTreeFormat.Only(
        "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.usage.", "litellm.outcome", "litellm.api_key.alias",
        "litellm.team.alias", "litellm.guardrail.name", "litellm.guardrail.status", "litellm.attempt.kind", "http.route", "http.response.status_code", "error.message")
        with
    {
        ShowEvents = false,
        ShowLinks = false,
    };

    private static readonly (string Name, string Path, string Body, string Key)[] Requests =
    [
        ("chat", "/v1/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":"How are you?"}]}""", "sk-caller"),
        ("chat_streamed", "/v1/chat/completions", """{"model":"gpt","stream":true,"messages":[{"role":"user","content":"How are you?"}]}""", "sk-caller"),
        ("messages", "/v1/messages", """{"model":"claude","max_tokens":64,"messages":[{"role":"user","content":"How are you?"}]}""", "sk-caller"),
        ("fallback", "/v1/chat/completions", """{"model":"flaky","messages":[]}""", "sk-caller"),
        ("blocked", "/v1/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":"FORBIDDEN"}]}""", "sk-caller"),
        ("wrong_key", "/v1/chat/completions", """{"model":"gpt","messages":[]}""", "sk-other"),
        ("unknown_model", "/v1/chat/completions", """{"model":"nobody","messages":[]}""", "sk-caller"),
    ];

    public static TheoryData<string> Names => [.. Requests.Select(request => request.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_converted_gateway_answers_as_before_and_has_the_whole_trace(string name)
    {
        var (_, path, body, key) = Requests.Single(request => request.Name == name);
        await using var before = await ConvertedGateway.StartAsync("before.dll");
        await using var after = await ConvertedGateway.StartAsync("after.dll");

        var answer = await before.PostAsync(path, body, key);

        Assert.Equal(answer, await after.PostAsync(path, body, key));
        Assert.Equal(before.Upstream.Requests.Select(request => $"{request} {request.Body}"), after.Upstream.Requests.Select(request => $"{request} {request.Body}"));
        Assert.Empty(before.Receiver.Posts);
        Snapshot.Match(SpanTree.Print(await after.Receiver.WaitForRootAsync(), Format), name);
    }
}
