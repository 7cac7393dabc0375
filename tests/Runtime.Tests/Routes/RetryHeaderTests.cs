using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>The response headers about attempts, over HTTP: recorded, unsampled and without a listener.</summary>
[Collection(ProcessWide.Name)]
public sealed class RetryHeaderTests
{
    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
    private static readonly UpstreamAnswer Broken = UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500);
    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task Counts_are_sums_over_all_attempts(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Broken, Broken, UpstreamAnswer.Refuse(), Good);
        await using var gateway = await StartAsync(tracing, http => TryAsync(http, upstream, "a", "a", "b", "b", "c"));

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal(RecordedOpenAi.ChatCompletion, answer.Body);
        Assert.Equal("retries 2 of 3, fallbacks 2 of 4", Counts(answer));
        Assert.Equal(tracing == Tracing.On ? ["5 attempts, retries 2 of 3, fallbacks 2 of 4"] : [], Counts(await gateway.StopAsync()));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task All_failed(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, UpstreamAnswer.Refuse());
        await using var gateway = await StartAsync(tracing, http => TryAsync(http, upstream, "a", "b"));

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Equal("retries 0 of 3, fallbacks 1 of 4", Counts(answer));
        Assert.Equal(tracing == Tracing.On ? ["2 attempts, retries - of 3, fallbacks 1 of 4"] : [], Counts(await gateway.StopAsync()));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task The_first_attempt_is_neither_retry_nor_fallback_and_unconfigured_headers_are_left_out(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(tracing, async http =>
        {
            using var client = new HttpClient();
            await http.Response.WriteAsync(await new TriedProvider(client, upstream.Endpoint).AskAsync("a"));
        });

        Assert.Equal("retries 0 of -, fallbacks 0 of -", Counts(await gateway.PostAsync("/v1/chat/completions")));
        Assert.Equal(tracing == Tracing.On ? ["1 attempts, retries - of -, fallbacks - of -"] : [], Counts(await gateway.StopAsync()));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task A_second_question_after_an_answer_is_no_second_try(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Good, Good, Good);
        await using var gateway = await StartAsync(tracing, async http =>
        {
            using var client = new HttpClient();
            var provider = new TriedProvider(client, upstream.Endpoint);
            await provider.AskAsync("plan");
            using var found = await provider.SendAsync(new("search", "search"));
            await http.Response.WriteAsync(await provider.AskAsync("answer"));
        });

        Assert.Equal("retries 0 of -, fallbacks 0 of -", Counts(await gateway.PostAsync("/v1/chat/completions")));
        Assert.Equal(tracing == Tracing.On ? ["3 attempts, retries - of -, fallbacks - of -"] : [], Counts(await gateway.StopAsync()));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task By_hand_attempts_are_counted_alike(Tracing tracing)
    {
        await using var gateway = await StartAsync(tracing, async http =>
        {
            LlmSpan.StartCall("plan", [new(LiteLlm.ModelGroup, "plan")]).End();
            await Record.ExceptionAsync(() => LlmSpan.StartCall("a", [new(LiteLlm.ModelGroup, "a")]).EndWith(Task.FromException(new HttpRequestException())));
            await LlmSpan.StartCall("a", [new(LiteLlm.ModelGroup, "a")]).EndWith(new ValueTask<HttpResponseMessage>(new HttpResponseMessage(HttpStatusCode.BadGateway)));
            LlmSpan.StartCall("a", [new(LiteLlm.ModelGroup, "a")]).EndWith(new HttpResponseMessage(HttpStatusCode.TooManyRequests)).Dispose();
            using (var broken = LlmSpan.StartCall("b", [new(LiteLlm.ModelGroup, "b")]))
            {
                broken.RecordException(new TimeoutException());
            }

            await LlmSpan.StartCall("c", [new(LiteLlm.ModelGroup, "c")]).EndWith(new ValueTask(Task.CompletedTask));
            LlmSpan.StartCall("stated", [new(LiteLlm.AttemptKind, "Retry")]).End();
        });

        Assert.Equal("retries 3 of -, fallbacks 2 of -", Counts(await gateway.PostAsync("/v1/chat/completions")));
        Assert.Equal(tracing == Tracing.On ? ["7 attempts, retries 3 of -, fallbacks 2 of -"] : [], Counts(await gateway.StopAsync()));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task A_refusal_before_any_call_has_them(Tracing tracing)
    {
        await using var gateway = await StartAsync(tracing, http =>
        {
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        });

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal("retries 0 of -, fallbacks 0 of -", Counts(answer));
        Assert.True(Guid.TryParse(answer.Headers.GetValues("x-litellm-call-id").Single(), out _));
        Assert.Empty(Counts(await gateway.StopAsync()));
    }

    [Fact]
    public async Task A_block_and_a_cached_answer_have_them()
    {
        await using var gateway = await TestGateway.StartAsync(app =>
        {
            app.MapPost("/v1/messages", [TracedLlmRoute] () =>
            {
                LlmTrace.Current!.SetRetryLimits(2, 1);
                using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
                guardrail.SetOutcome(GuardrailOutcome.Blocked(["email"]));
                return Results.StatusCode(400);
            });
            app.MapPost("/v1/chat/completions", [TracedLlmRoute] () =>
            {
                LlmTrace.Current!.SetCacheHit(true);
                return Results.Text("cached");
            });
        });

        Assert.Equal("retries 0 of 2, fallbacks 0 of 1", Counts(await gateway.PostAsync("/v1/messages")));
        Assert.Equal("retries 0 of -, fallbacks 0 of -", Counts(await gateway.PostAsync("/v1/chat/completions")));
        Assert.Equal(
            ["0 attempts, retries - of -, fallbacks - of -", "0 attempts, retries - of 2, fallbacks - of 1"],
            Counts(await gateway.StopAsync()));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_stream_has_them_before_its_first_byte(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, UpstreamAnswer.Sse([new SseEvent("{}"), new SseEvent("[DONE]")]));
        await using var gateway = await StartAsync(tracing, http => TryAsync(http, upstream, "a", "a"), http2: true);

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.EndsWith("data: [DONE]\n\n", answer.Body, StringComparison.Ordinal);
        Assert.Equal("retries 1 of 3, fallbacks 0 of 4", Counts(answer));
    }

    [Fact]
    public async Task An_exception_handlers_answer_has_them()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseTracedLlm();
                app.UseExceptionHandler(errors => errors.Run(http => http.Response.WriteAsync("sorry")));
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) =>
                {
                    using var attempt = LlmSpan.StartCall("gpt-4o");
                    http.Response.Headers["x-litellm-model-group"] = "gpt-4o";
                    throw new HttpRequestException("refused");
                });
            },
        });

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal("sorry", answer.Body);
        Assert.False(answer.Headers.Contains("x-litellm-model-group"));
        Assert.Equal("retries 0 of -, fallbacks 0 of -", Counts(answer));
    }

    [Fact]
    public async Task A_header_that_the_gateway_sets_stays()
    {
        await using var gateway = await StartAsync(Tracing.On, http =>
        {
            http.Response.Headers["x-litellm-attempted-retries"] = "7";
            http.Response.Headers.TraceParent = "own";
            http.Response.OnStarting(() =>
            {
                http.Response.Headers["x-litellm-call-id"] = "mine";
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        }, headers: "LiteLlm,TraceParent");

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal("retries 7 of -, fallbacks 0 of -", Counts(answer));
        Assert.Equal(["mine"], answer.Headers.GetValues("x-litellm-call-id"));
        Assert.Equal(["own"], answer.Headers.GetValues("traceparent"));
    }

    [Theory]
    [InlineData("None", false, false)]
    [InlineData("LiteLlm", true, false)]
    [InlineData("TraceParent", false, true)]
    [InlineData("LiteLlm,TraceParent", true, true)]
    [InlineData(null, true, false)]
    public async Task Which_are_written_is_configured(string? setting, bool liteLlm, bool traceParent)
    {
        await using var gateway = await StartAsync(Tracing.On, _ => Task.CompletedTask, headers: setting);

        var answer = await gateway.PostAsync("/v1/chat/completions", $"traceparent: {TestGateway.Caller}");

        Assert.Equal(liteLlm, answer.Headers.Contains("x-litellm-call-id"));
        Assert.Equal(liteLlm, answer.Headers.Contains("x-litellm-attempted-fallbacks"));
        var root = (await gateway.StopAsync()).Single(span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal(
            traceParent ? [$"00-{TestGateway.CallerTrace}-{root.SpanId}-01"] : [],
            answer.Headers.TryGetValues("traceparent", out var values) ? values : []);
    }

    [Fact]
    public async Task The_traceparent_of_an_unrecorded_request_has_no_sampled_flag()
    {
        await using var gateway = await StartAsync(Tracing.Unsampled, _ => Task.CompletedTask, headers: "TraceParent");

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-00$", (await gateway.PostAsync("/v1/chat/completions")).Headers.GetValues("traceparent").Single());
    }

    [Fact]
    public async Task Without_a_listener_there_is_no_traceparent()
    {
        await using var gateway = await StartAsync(Tracing.Off, _ => Task.CompletedTask, headers: "TraceParent");

        Assert.False((await gateway.PostAsync("/v1/chat/completions")).Headers.Contains("traceparent"));
    }

    [Theory]
    [InlineData(Tracing.On, "a-call")]
    [InlineData(Tracing.Off, "a-call")]
    [InlineData(Tracing.On, null)]
    [InlineData(Tracing.Off, "with a space")]
    [InlineData(Tracing.On, "")]
    public async Task The_call_id_is_the_callers_or_a_new_one(Tracing tracing, string? stated)
    {
        await using var gateway = await StartAsync(tracing, http => http.Response.WriteAsync(LlmTrace.Current!.CallId));

        var answer = await gateway.PostAsync("/v1/chat/completions", stated is null ? [] : [$"x-litellm-call-id: {stated}"]);

        Assert.Equal([answer.Body], answer.Headers.GetValues("x-litellm-call-id"));
        Assert.Equal(stated == "a-call", answer.Body == stated);
        Assert.Equal(stated != "a-call", Guid.TryParse(answer.Body, out _));
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task A_call_id_has_a_bound(int length, bool kept)
    {
        var stated = new string('x', length);
        await using var gateway = await StartAsync(Tracing.On, _ => Task.CompletedTask);

        var answer = await gateway.PostAsync("/v1/chat/completions", $"x-litellm-call-id: {stated}");

        Assert.Equal(kept, answer.Headers.GetValues("x-litellm-call-id").Single() == stated);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public async Task A_limit_is_not_negative(int retries, int fallbacks)
    {
        await using var gateway = await StartAsync(Tracing.Off, http =>
            http.Response.WriteAsync($"{Record.Exception(() => LlmTrace.Current!.SetRetryLimits(retries, fallbacks))?.GetType().Name}"));

        Assert.Equal("ArgumentOutOfRangeException", (await gateway.PostAsync("/v1/chat/completions")).Body);
    }

    [Fact]
    public async Task An_untraced_route_has_no_header()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/health", () => "fine"));

        Assert.DoesNotContain((await gateway.PostAsync("/health")).Headers, header => header.Key.StartsWith("x-litellm", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<TestGateway> StartAsync(Tracing tracing, RequestDelegate handler, string? headers = null, bool http2 = false) =>
        TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Http2 = http2,
            Settings =
            {
                ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null,
                [headers is null ? "Unused" : "TracedLlm:ResponseHeaders"] = headers,
            },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) => handler(http));
            },
        });

    /// <summary>Tries the model groups in turn until one answers.</summary>
    private static async Task TryAsync(HttpContext http, FakeUpstream upstream, params string[] groups)
    {
        LlmTrace.Current!.SetRetryLimits(maxRetries: 3, maxFallbacks: 4);
        using var client = new HttpClient();
        var provider = new TriedProvider(client, upstream.Endpoint);
        foreach (var group in groups)
        {
            try
            {
                using var response = await provider.SendAsync(new(group, group));
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
    }

    private static string Counts(GatewayAnswer answer)
    {
        return $"retries {TextOf("attempted-retries")} of {TextOf("max-retries")}, fallbacks {TextOf("attempted-fallbacks")} of {TextOf("max-fallbacks")}";

        string TextOf(string name) => answer.Headers.TryGetValues($"x-litellm-{name}", out var values) ? values.Single() : "-";
    }

    private static IEnumerable<string> Counts(IReadOnlyList<ReceivedSpan> spans)
    {
        return spans
            .Where(span => span.Name == "litellm_request")
            .Select(span => $"{TextOf(span, "attempts")} attempts, retries {TextOf(span, "retries")} of {TextOf(span, "max_retries")}, fallbacks {TextOf(span, "fallbacks")} of {TextOf(span, "max_fallbacks")}")
            .Order(StringComparer.Ordinal);

        static string TextOf(ReceivedSpan span, string name) => $"{span.Attributes[$"litellm.{name}"] ?? "-"}";
    }
}
