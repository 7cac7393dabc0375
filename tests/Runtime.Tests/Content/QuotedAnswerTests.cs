using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Content;

/// <summary>What failures quote of an answer that is masked, and of a prompt whose tenant is known late.</summary>
[Collection(ProcessWide.Name)]
public sealed class QuotedAnswerTests
{
    private const string Prompt = "the prompt of the canary is 4711";
    private const string Canary = "the canary answers with 4712";
    private const string Body = $$"""{"model": "m", FIELDS "messages": [{"role": "user", "content": "{{Prompt}}"}]}""";

    [Theory]
    [InlineData("reason", true)]
    [InlineData("reason", false)]
    [InlineData("exception", true)]
    public async Task A_masked_answer_is_not_quoted(string ending, bool isRead)
    {
        await using var gateway = await StartAsync();
        await gateway.PostBodyAsync("/v1/chat/completions", Body.Replace("FIELDS", "\"litellm_metadata\": {\"mask_output\": true}, ", StringComparison.Ordinal), $"ending: {ending}", $"read: {isRead}");

        var all = ExportedText.Of(await gateway.StopAsync());

        Assert.DoesNotContain(Canary, all, StringComparison.Ordinal);
        Assert.Contains(isRead ? "It says [quoted content]" : "[withheld: it may quote the answer]", all, StringComparison.Ordinal);
        Assert.Contains(Prompt, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reason", true)]
    [InlineData("reason", false)]
    [InlineData("exception", true)]
    public async Task An_answer_is_not_quoted_that_the_tenant_withholds(string ending, bool isRead)
    {
        await using var gateway = await StartAsync();
        await gateway.PostBodyAsync("/v1/chat/completions", Body.Replace("FIELDS", "", StringComparison.Ordinal), $"ending: {ending}", $"read: {isRead}", "off: True");

        var all = ExportedText.Of(await gateway.StopAsync());

        Assert.DoesNotContain(Canary, all, StringComparison.Ordinal);
        Assert.Contains(isRead ? "It says [quoted content]" : "[withheld: it may quote the answer]", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reason")]
    [InlineData("exception")]
    public async Task A_shown_answer_is_quoted(string ending)
    {
        await using var gateway = await StartAsync();
        await gateway.PostBodyAsync("/v1/chat/completions", Body.Replace("FIELDS", "", StringComparison.Ordinal), $"ending: {ending}", "read: True");

        Assert.Contains($"It says {Canary}", ExportedText.Of(await gateway.StopAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("False", false)]
    [InlineData("True", true)]
    public async Task A_tenant_that_is_known_after_a_failed_attempt_withholds_what_the_failure_quotes(string capture, bool isShown)
    {
        await using var gateway = await StartAsync();
        var body = Body.Replace("FIELDS", "", StringComparison.Ordinal);

        // The gateway states its tenants, as the library learns from the first one.
        await gateway.PostBodyAsync("/v1/chat/completions", """{"model": "m"}""", "ending: tenant", $"capture: {capture}");
        await gateway.PostBodyAsync("/v1/chat/completions", body, "ending: late tenant", $"capture: {capture}");

        var all = ExportedText.Of(await gateway.StopAsync());

        Assert.Equal(isShown, all.Contains(Prompt, StringComparison.Ordinal));
        Assert.Contains("Refused by the policy: [quoted content] is not allowed", all, StringComparison.Ordinal);
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(new GatewaySetup
    {
        Options = options => options.CaptureContent = true,
        App = app =>
        {
            app.UseTracedLlm();
            app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) => HandleAsync(http));
        },
    });

    private static async Task HandleAsync(HttpContext http)
    {
        var ending = http.Request.Headers["ending"].ToString();
        if (ending.EndsWith("tenant", StringComparison.Ordinal))
        {
            if (ending == "late tenant")
            {
                await CallAsync(HttpStatusCode.BadRequest, $$$"""{"error": {"message": "Refused by the policy: {{{Prompt}}} is not allowed", "type": "policy"}}""");
            }

            LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = "t", CaptureContent = bool.Parse(http.Request.Headers["capture"].ToString()) });
            return;
        }

        if (http.Request.Headers["off"] == "True")
        {
            LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = "t", CaptureContent = false });
        }

        if (http.Request.Headers["read"] == "True")
        {
            await CallAsync(HttpStatusCode.OK, $$$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"{{{Canary}}}"},"finish_reason":"stop"}]}""");
        }

        if (ending == "exception")
        {
            throw new InvalidOperationException($"It says {Canary}");
        }

        using var guardrail = LlmSpan.StartGuardrail("policy", GuardrailMode.PostCall);
        guardrail.SetOutcome(GuardrailOutcome.Blocked(["violence"]) with { Reason = $"It says {Canary}" });
        http.Response.StatusCode = 400;
    }

    private static async Task CallAsync(HttpStatusCode status, string answer)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = LlmSpan.StartCall("m").EndWith(new HttpResponseMessage(status) { Content = content });
        _ = await response.Content.ReadAsByteArrayAsync();
    }
}
