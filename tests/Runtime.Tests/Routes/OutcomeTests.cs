using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>The rows of the table of endings, over HTTP, as a backend receives them.</summary>
[Collection(ProcessWide.Name)]
public sealed class OutcomeTests
{
    private static readonly string[] Shown =
    [
        "litellm.outcome", "error.type", "http.response.status_code", "litellm.attempt.kind", "litellm.attempt.index",
        "litellm.guardrail.status", "litellm.guardrail.action", "litellm.level",
    ];

    [Fact]
    public async Task A_retry_and_a_fallback_that_succeed_make_the_request_ok()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429),
            UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500),
            UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(upstream, "gpt-4o", "gpt-4o", "demo");

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal(RecordedOpenAi.ChatCompletion, answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
               ├─ chat gpt-4o [CLIENT] ERROR "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms."  {error.type="429", http.response.status_code=429, litellm.attempt.index=0, litellm.attempt.kind=initial}
               ├─ chat gpt-4o [CLIENT] ERROR "The server had an error while processing your request. Sorry about that!"  {error.type="500", http.response.status_code=500, litellm.attempt.index=1, litellm.attempt.kind=retry}
               │  └─ → chat gpt-4o
               └─ chat demo [CLIENT]  {http.response.status_code=200, litellm.attempt.index=2, litellm.attempt.kind=fallback}
                  ├─ → chat gpt-4o
                  └─ → chat gpt-4o
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task Attempts_that_all_fail_make_it_an_error()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429),
            UpstreamAnswer.Refuse());
        await using var gateway = await StartAsync(upstream, "gpt-4o", "demo");

        await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, http.response.status_code=502, litellm.outcome=error}
            ├─ litellm_request ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException}
            │  ├─ chat gpt-4o [CLIENT] ERROR "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms."  {error.type="429", http.response.status_code=429, litellm.attempt.index=0, litellm.attempt.kind=initial}
            │  └─ chat demo [CLIENT] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, litellm.attempt.index=1, litellm.attempt.kind=fallback}
            │     └─ → chat gpt-4o
            └─ Failed Proxy Server Request ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_guardrail_that_blocks()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] () =>
        {
            using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
            guardrail.SetOutcome(GuardrailOutcome.Blocked(["email"]));
            return Results.StatusCode(400);
        }));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Blocked by the guardrail 'pii': email"  {error.type=guardrail_intervened, http.response.status_code=400, litellm.outcome=blocked}
            ├─ litellm_request ERROR "Blocked by the guardrail 'pii': email"  {error.type=guardrail_intervened}
            │  └─ guardrail  {litellm.guardrail.action=block, litellm.guardrail.status=guardrail_intervened, litellm.level=WARNING}
            └─ Failed Proxy Server Request ERROR "Blocked by the guardrail 'pii': email"  {error.type=guardrail_intervened}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_guardrail_that_blocks_by_an_exception_that_escapes()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext _) =>
        {
            using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
            try
            {
                throw new InvalidOperationException("the text of a prompt");
            }
            catch (Exception exception) when (guardrail.RecordException(exception))
            {
                throw;
            }
        }));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Blocked by the guardrail 'pii': the text of a prompt"  {error.type=guardrail_intervened, http.response.status_code=500, litellm.outcome=blocked}
            ├─ litellm_request ERROR "Blocked by the guardrail 'pii': the text of a prompt"  {error.type=guardrail_intervened}
            │  └─ guardrail  {litellm.guardrail.action=block, litellm.guardrail.status=guardrail_intervened, litellm.level=WARNING}
            └─ Failed Proxy Server Request ERROR "Blocked by the guardrail 'pii': the text of a prompt"  {error.type=guardrail_intervened}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_5xx_before_any_call_is_an_error_and_no_refusal()
    {
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.StatusCode(503)));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 503 Service Unavailable."  {error.type="503", http.response.status_code=503, litellm.outcome=error}
            └─ Failed Proxy Server Request ERROR "The gateway answered 503 Service Unavailable."  {error.type="503"}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_503_with_Retry_After_before_any_call_is_a_refusal()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
        {
            http.Response.Headers.RetryAfter = "2";
            return Results.StatusCode(503);
        }));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 503 Service Unavailable."  {error.type="503", http.response.status_code=503, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "The gateway answered 503 Service Unavailable."  {error.type="503"}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_500_with_Retry_After_is_an_error()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
        {
            http.Response.Headers.RetryAfter = "2";
            return Results.StatusCode(500);
        }));

        await gateway.PostAsync("/v1/messages");

        Assert.Contains("http.response.status_code=500, litellm.outcome=error", await gateway.StopAndPrintAsync(Shown), StringComparison.Ordinal);
    }

    /// <summary>A gateway that tries the models in turn, each an attempt that is passed through.</summary>
    private static Task<TestGateway> StartAsync(FakeUpstream upstream, params string[] models) =>
        TestGateway.StartAsync(app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http) =>
        {
            using var client = new HttpClient();
            foreach (var model in models)
            {
                try
                {
                    using var response = await SendAsync(client, upstream.Endpoint, model);
                    if (response.IsSuccessStatusCode)
                    {
                        await response.Content.CopyToAsync(http.Response.Body);
                        return;
                    }
                }
                catch (HttpRequestException)
                {
                }
            }

            http.Response.StatusCode = (int)HttpStatusCode.BadGateway;
        }));

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, Uri upstream, string model)
    {
        var span = LlmSpan.StartCall(model, [new(LiteLlm.ModelGroup, model)]);
        return span.EndWith(client.PostAsync(upstream, new StringContent("{}")));
    }
}
