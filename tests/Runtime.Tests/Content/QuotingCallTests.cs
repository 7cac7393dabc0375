using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Content;

/// <summary>
/// Providers, guardrails and exceptions that quote the prompt: with content off, masked, or switched off by the tenant, no exported text
/// contains it, and what they say beside it stays.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class QuotingCallTests
{
    private const string Canary = "the canary prompt sings of 4711";

    private static readonly (string Path, string Body)[] Apis =
    [
        ("/v1/chat/completions", """{"model": "m", FIELDS "messages": [{"role": "user", "content": "CANARY"}]}"""),
        ("/v1/completions", """{"model": "m", FIELDS "prompt": ["CANARY"]}"""),
        ("/v1/messages", """{"model": "m", FIELDS "max_tokens": 5, "system": [{"type": "text", "text": "x"}], "messages": [{"role": "user", "content": [{"type": "text", "text": "CANARY"}]}]}"""),
        ("/v1/responses", """{"model": "m", FIELDS "input": "CANARY"}"""),
        ("/v1/embeddings", """{"model": "m", FIELDS "input": ["CANARY"]}"""),
        ("/v1/images/generations", """{"model": "m", FIELDS "prompt": "CANARY"}"""),
        ("/v1/audio/speech", """{"model": "m", FIELDS "voice": "v", "input": "CANARY"}"""),
        ("/v1/moderations", """{"model": "m", FIELDS "input": [{"type": "text", "text": "CANARY"}]}"""),
        ("/v1/rerank", """{"model": "m", FIELDS "query": "q", "documents": ["CANARY"]}"""),
        ("/v1beta/models/{model}:generateContent", """{ FIELDS "contents": [{"role": "user", "parts": [{"text": "CANARY"}]}]}"""),
        ("/v1beta/models/{model}:streamGenerateContent", """{ FIELDS "contents": [{"role": "user", "parts": [{"text": "CANARY"}]}]}"""),
        ("/v2/chat", """{"model": "m", FIELDS "messages": [{"role": "user", "content": {"type": "text", "text": "CANARY"}}]}"""),
        ("/api/chat", """{"model": "m", FIELDS "messages": [{"role": "user", "content": "CANARY"}]}"""),
        ("/api/generate", """{"model": "m", FIELDS "prompt": "CANARY"}"""),
        ("/v1/threads/{id}/runs", """{"assistant_id": "a", FIELDS "additional_messages": [{"role": "user", "content": "CANARY"}]}"""),
        ("/v1/vector_stores/{id}/search", """{FIELDS "query": "CANARY"}"""),
        ("/model/{model}/converse", """{ FIELDS "messages": [{"role": "user", "content": [{"text": "CANARY"}]}]}"""),
        ("/model/{model}/invoke", """{ FIELDS "max_tokens": 5, "messages": [{"role": "user", "content": "CANARY"}]}"""),
    ];

    private static readonly string[] Endings = ["refused", "stream error", "exception", "block", "guardrail exception", "broken guardrail", "tried again"];

    public static TheoryData<string> Withheld => ["off", "masked", "tenant", "no-log"];

    [Theory]
    [MemberData(nameof(Withheld))]
    public async Task Nothing_that_is_exported_quotes_a_prompt_that_is_withheld(string how)
    {
        await using var gateway = await StartAsync(capture: how != "off");
        foreach (var (path, body) in Apis)
        {
            foreach (var ending in Endings)
            {
                var fields = how switch
                {
                    "masked" => "\"litellm_metadata\": {\"mask_input\": true, \"mask_output\": true}, ",
                    "no-log" => "\"no-log\": true, ",
                    _ => "",
                };
                await gateway.PostBodyAsync(path.Replace("{model}", "m", StringComparison.Ordinal).Replace("{id}", "i", StringComparison.Ordinal), BodyOf(body, fields), $"ending: {ending}", $"tenant: {how}");
            }
        }

        var spans = await gateway.StopAsync();

        Assert.Equal(Apis.Length * Endings.Length, spans.Count(span => span.ParentSpanId.Length == 0));
        Assert.All(spans, span => Assert.DoesNotContain("canary", ExportedText.Of([span]), StringComparison.Ordinal));
        var all = ExportedText.Of(spans);
        Assert.Contains("Refused by the policy: [quoted content] is not allowed", all, StringComparison.Ordinal);
        Assert.Contains("The gateway cannot send '[quoted content]'", all, StringComparison.Ordinal);
        Assert.Contains("It asks for [quoted content]", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_content_the_texts_stay_as_they_are()
    {
        await using var gateway = await StartAsync(capture: true);
        foreach (var ending in Endings)
        {
            await gateway.PostBodyAsync(Apis[0].Path, BodyOf(Apis[0].Body, ""), $"ending: {ending}");
        }

        var all = ExportedText.Of(await gateway.StopAsync());

        Assert.Contains($"Refused by the policy: {Canary} is not allowed", all, StringComparison.Ordinal);
        Assert.Contains($"The gateway cannot send '{Canary}'", all, StringComparison.Ordinal);
        Assert.Contains($"It asks for {Canary}", all, StringComparison.Ordinal);
    }

    private static string BodyOf(string body, string fields) =>
        body.Replace("FIELDS", fields, StringComparison.Ordinal).Replace("CANARY", Canary, StringComparison.Ordinal);

    private static Task<TestGateway> StartAsync(bool capture) => TestGateway.StartAsync(new GatewaySetup
    {
        Options = options => options.CaptureContent = capture,
        App = app =>
        {
            app.UseTracedLlm();
            foreach (var (path, _) in Apis)
            {
                app.MapPost(path, [TracedLlmRoute] (HttpContext http) => HandleAsync(http));
            }
        },
    });

    private static async Task HandleAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        _ = await reader.ReadToEndAsync();
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
            LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = "t", CaptureContent = http.Request.Headers["tenant"] == "tenant" ? false : null });
        }

        switch (http.Request.Headers["ending"].ToString())
        {
            case "refused":
                await CallAsync(http);
                break;
            case "tried again":
                await CallAsync(http: null);
                await CallAsync(http);
                break;
            case "stream error":
                http.Response.ContentType = "text/event-stream";
                await http.Response.WriteAsync($"data: {{\"error\": {{\"message\": \"Refused by the policy: {Canary} is not allowed\", \"type\": \"policy\"}}}}\n\n");
                break;
            case "exception":
                throw new InvalidOperationException($"The gateway cannot send '{Canary}'", new FormatException($"inner {Canary}"));
            case "block":
                using (var guardrail = LlmSpan.StartGuardrail("policy", GuardrailMode.PreCall))
                {
                    guardrail.SetOutcome(GuardrailOutcome.Blocked(["violence"]) with { Reason = $"It asks for {Canary}", Response = $"reason: {Canary}" });
                }

                http.Response.StatusCode = 400;
                await http.Response.WriteAsJsonAsync(new { error = new { message = $"It asks for {Canary}" } });
                break;
            case "guardrail exception":
                Throw(new ArgumentException($"It asks for {Canary}"));
                break;
            default:
                Throw(new HttpRequestException($"The guardrail's host answered: {Canary}"));
                break;
        }
    }

    private static void Throw(Exception exception)
    {
        using var guardrail = LlmSpan.StartGuardrail("policy", GuardrailMode.PreCall);
        try
        {
            throw exception;
        }
        catch (Exception thrown)
        {
            guardrail.RecordException(thrown);
            throw;
        }
    }

    private static async Task CallAsync(HttpContext? http)
    {
        const string Error = "{\"error\": {\"message\": \"Refused by the policy: " + Canary + " is not allowed\", \"type\": \"policy\", \"code\": \"400\"}}";
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Error));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = LlmSpan.StartCall("m").EndWith(new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = content });
        var body = await response.Content.ReadAsByteArrayAsync();
        if (http is not null)
        {
            http.Response.StatusCode = 400;
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(body);
        }
    }
}
