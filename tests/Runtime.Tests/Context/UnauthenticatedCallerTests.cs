using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Authentication;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Context;

/// <summary>
/// A caller that the gateway's authentication does not let in writes into no trace, session or user of others. Its request has a trace of
/// its own with a link to what it named.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class UnauthenticatedCallerTests
{
    private const string Chat = MetadataGateway.Chat;
    private const string OtherTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string OtherSpan = "00f067aa0ba902b7";
    private const string TraceParent = $"traceparent: {TestGateway.Caller}";
    private const string TraceState = "tracestate: vendor=of-the-caller";

    private const string Stated =
        """{"metadata": {"session_id": "s-1", "trace_user_id": "u-1", "trace_name": "n-1", "tags": ["t-1"], "trace_version": "v-1", "generation_name": "g-1", "colour": "red"} }""";

    private static readonly string[] Shown = ["session.id", "user.id", "litellm.trace.", "litellm.generation_name", "litellm.metadata.", "litellm.trace_id", "litellm.outcome"];

    /// <summary>How a gateway refuses: what its <c>auth</c> stage does, and the answer.</summary>
    public static TheoryData<string, int> Refusals => new()
    {
        { "throws", 401 },
        { "throws", 403 },
        { "throws", 500 },
        { "returns", 401 },
        { "is inconclusive", 401 },
        { "is inconclusive", 403 },
        { "is inconclusive", 400 },
        { "does not run", 401 },
        { "does not run", 403 },
        { "does not run", 400 },
        { "does not run", 429 },
        { "does not run", 500 },
    };

    /// <summary>Answers that follow a successful <c>auth</c> stage, and a stage that throws where another one succeeds.</summary>
    public static TheoryData<string, int> Admissions => new()
    {
        { "returns", 403 },
        { "returns", 400 },
        { "returns", 429 },
        { "returns", 500 },
        { "throws, then returns", 403 },
        { "throws, then returns", 400 },
        { "states the caller", 403 },
    };

    /// <summary>What a caller may name a parent with, besides <c>traceparent</c>.</summary>
    public static TheoryData<string, string[]> Parents => new()
    {
        { "{}", [TraceParent, TraceState] },
        { $$"""{"metadata": {"trace_id": "{{TestGateway.CallerTrace}}", "parent_observation_id": "{{TestGateway.CallerSpan}}"} }""", [] },
        { $$"""{"metadata": {"existing_trace_id": "{{TestGateway.CallerTrace}}", "parent_observation_id": "{{TestGateway.CallerSpan}}"} }""", [] },
        { $$"""{"litellm_trace_id": "{{TestGateway.CallerTrace}}"}""", [TraceParent] },
        { "{}", [$"x-litellm-trace-id: {TestGateway.CallerTrace}", $"langfuse_parent_observation_id: {TestGateway.CallerSpan}"] },
        { "{}", [$"langfuse_trace_id: {TestGateway.CallerTrace}", $"langfuse_parent_observation_id: {TestGateway.CallerSpan}"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_caller_has_a_trace_of_its_own_that_links_to_what_it_named(string stage, int status)
    {
        var spans = await SendAsync(stage, status, Stated, [TraceParent, TraceState]);

        var root = RootOf(spans);
        Assert.NotEqual(TestGateway.CallerTrace, root.TraceId);
        Assert.Equal(("", ""), (root.ParentSpanId, root.TraceState));
        var link = Assert.Single(root.Links);
        Assert.Equal((TestGateway.CallerTrace, TestGateway.CallerSpan), (link.TraceId, link.SpanId));
        Assert.All(spans, span => Assert.Equal((root.TraceId, ""), (span.TraceId, span.TraceState)));
        Assert.All(spans, span => Assert.DoesNotContain(span.Attributes, attribute => attribute.Value?.ToString() is "s-1" or "u-1" or "n-1" or "v-1" or "g-1" or "red"));
        Assert.All(spans, span => Assert.DoesNotContain("litellm.trace.tags", span.Attributes.Select(attribute => attribute.Key)));
        Assert.DoesNotContain(spans, span => span != root && span.Links.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Admissions))]
    public async Task An_authenticated_caller_is_trusted_however_its_request_ends(string stage, int status)
    {
        var spans = await SendAsync(stage, status, Stated, [TraceParent, TraceState]);

        var root = RootOf(spans);
        Assert.Equal((TestGateway.CallerTrace, TestGateway.CallerSpan, "vendor=of-the-caller"), (root.TraceId, root.ParentSpanId, root.TraceState));
        Assert.Empty(root.Links);
        Assert.All(spans, span => Assert.Equal((TestGateway.CallerTrace, "s-1", "u-1"), (span.TraceId, span.Attributes["session.id"], span.Attributes["user.id"])));
    }

    [Theory]
    [MemberData(nameof(Parents))]
    public async Task Every_way_to_name_a_parent_becomes_a_link(string body, string[] headers)
    {
        var refused = RootOf(await SendAsync("throws", 401, body, headers));
        var served = RootOf(await SendAsync("returns", 200, body, headers));

        Assert.NotEqual(TestGateway.CallerTrace, refused.TraceId);
        Assert.Equal("", refused.ParentSpanId);
        Assert.Equal([(TestGateway.CallerTrace, TestGateway.CallerSpan)], refused.Links.Select(link => (link.TraceId, link.SpanId)));
        Assert.DoesNotContain(refused.Attributes, attribute => attribute.Key.StartsWith("litellm.trace.", StringComparison.Ordinal));
        Assert.Equal((TestGateway.CallerTrace, TestGateway.CallerSpan), (served.TraceId, served.ParentSpanId));
    }

    [Fact]
    public async Task A_trace_that_is_named_without_a_span_is_left_alone()
    {
        var root = RootOf(await SendAsync("throws", 401, $$"""{"metadata": {"trace_id": "{{OtherTrace}}"} }""", []));

        Assert.NotEqual(OtherTrace, root.TraceId);
        Assert.Empty(root.Links);
    }

    [Fact]
    public async Task The_sources_that_lose_stay_links()
    {
        var root = RootOf(await SendAsync(
            "throws", 401, $$"""{"metadata": {"trace_id": "{{OtherTrace}}", "parent_observation_id": "{{OtherSpan}}"} }""", [TraceParent]));

        Assert.Equal([(TestGateway.CallerTrace, TestGateway.CallerSpan), (OtherTrace, OtherSpan)], root.Links.Select(link => (link.TraceId, link.SpanId)));
    }

    [Fact]
    public async Task A_caller_without_a_context_has_no_session_either()
    {
        var spans = await SendAsync("throws", 401, Stated, []);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "no key"  {litellm.outcome=refused}
            ├─ auth ERROR "no key"
            └─ Failed Proxy Server Request ERROR "no key"
            """,
            TestGateway.Print(spans, Shown));
        Assert.Empty(RootOf(spans).Links);
    }

    [Fact]
    public async Task What_the_gateway_states_stays()
    {
        var spans = await SendAsync("throws", 401, Stated, [TraceParent], before: static () =>
        {
            LlmTrace.Current!.SetTraceTag("session.id", "of-the-gateway");
            LlmTrace.Current.SetTraceTag("app.region", "eu");
        });

        Assert.All(spans, span => Assert.Equal(("of-the-gateway", "eu"), (span.Attributes["session.id"], span.Attributes["app.region"])));
    }

    [Fact]
    public async Task A_key_that_is_known_and_expired_is_no_authentication()
    {
        var spans = await SendAsync("states the caller, then throws", 401, Stated, [TraceParent]);

        var root = RootOf(spans);
        Assert.NotEqual(TestGateway.CallerTrace, root.TraceId);
        Assert.Equal("expired", root.Attributes["litellm.api_key.alias"]);
        Assert.All(spans, span => Assert.Equal(["k-tag"], Assert.IsAssignableFrom<IEnumerable<object?>>(span.Attributes["litellm.trace.tags"])));
        Assert.DoesNotContain("session.id", root.Attributes.Select(attribute => attribute.Key));
    }

    [Theory]
    [InlineData(InboundTrust.Link, "own", 1)]
    [InlineData(InboundTrust.Ignore, "own", 0)]
    [InlineData(InboundTrust.Continue, "caller's", 0)]
    [InlineData(InboundTrust.Full, "caller's", 0)]
    public async Task A_setting_decides_the_trust(InboundTrust trust, string trace, int links)
    {
        var spans = await SendAsync("throws", 401, Stated, [TraceParent], options: options => options.UnauthenticatedTrust = trust);

        var root = RootOf(spans);
        Assert.Equal(trace, root.TraceId == TestGateway.CallerTrace ? "caller's" : "own");
        Assert.Equal(links, root.Links.Count);
        Assert.Equal(trace == "own" ? null : "s-1", root.Attributes.FirstOrDefault(attribute => attribute.Key == "session.id").Value);
    }

    [Fact]
    public async Task A_gateway_that_links_every_caller_links_once()
    {
        var root = RootOf(await SendAsync("throws", 401, Stated, [TraceParent], options: options => options.InboundTrust = InboundTrust.Link));

        Assert.Equal([(TestGateway.CallerTrace, TestGateway.CallerSpan)], root.Links.Select(link => (link.TraceId, link.SpanId)));
        Assert.DoesNotContain("session.id", root.Attributes.Select(attribute => attribute.Key));
    }

    [Theory]
    [InlineData("x-api-key: good", 200, true)]
    [InlineData("x-api-key: bad", 401, false)]
    [InlineData("x-api-key: broken", 500, false)]
    [InlineData("x-nothing: at all", 401, false)]
    public async Task With_the_platforms_authentication_in_front_of_or_behind_the_trace(string key, int status, bool isTrusted)
    {
        foreach (var inFront in new[] { true, false })
        {
            await using var gateway = await TestGateway.StartAsync(new GatewaySetup
            {
                Before = AddKeys,
                App = app =>
                {
                    app.UseTracedLlm();
                    if (!inFront)
                    {
                        app.UseAuthentication();
                        app.UseAuthorization();
                    }

                    app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) => http.Response.WriteAsync("hello")).RequireAuthorization();
                },
            });

            var answer = await gateway.PostBodyAsync(Chat, Stated, TraceParent, key);

            Assert.Equal(status, (int)answer.Status);
            var spans = await gateway.StopAsync();
            Assert.All(spans, span => Assert.Equal(
                (isTrusted, isTrusted ? "s-1" : null),
                (span.TraceId == TestGateway.CallerTrace, span.Attributes.FirstOrDefault(attribute => attribute.Key == "session.id").Value)));
            Assert.Equal(isTrusted ? 0 : 1, RootOf(spans).Links.Count);
        }
    }

    [Theory]
    [InlineData("", 400, true)]
    [InlineData("", 429, true)]
    [InlineData("", 500, true)]
    [InlineData("", 401, false)]
    [InlineData("", 403, false)]
    [InlineData("returns", 400, false)]
    [InlineData("returns", 429, false)]
    [InlineData("states the caller", 400, false)]
    [InlineData("states the caller", 429, false)]
    public async Task A_gateway_without_authentication_trusts_every_caller_that_it_does_not_refuse_as_unknown(string former, int status, bool isTrusted)
    {
        // The test's process has traced methods of the auth stage, so the gateway gets services that know of none.
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = static builder => builder.Services.AddSingleton(new RequestServices { Payloads = new ApiResponses() }),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/embeddings", [TracedLlmRoute] (HttpContext _) => Authenticate(former));
                app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) => http.Response.StatusCode = status);
            },
        });
        if (former.Length > 0)
        {
            await gateway.PostBodyAsync("/v1/embeddings", "{}");
        }

        await gateway.PostBodyAsync(Chat, Stated, TraceParent);

        var root = Assert.Single(await gateway.StopAsync(), span => span.Kind == ReceivedSpanKind.Server && Equals(span.Attributes["http.route"], Chat));
        Assert.Equal(isTrusted, root.TraceId == TestGateway.CallerTrace);
        Assert.Equal(isTrusted, root.Attributes.Any(attribute => attribute.Key == "session.id"));
    }

    [Fact]
    public async Task An_anonymous_caller_that_is_served_is_trusted()
    {
        var root = RootOf(await SendAsync("is inconclusive", 200, Stated, [TraceParent]));

        Assert.Equal((TestGateway.CallerTrace, "s-1"), (root.TraceId, root.Attributes["session.id"]));
    }

    [Theory]
    [InlineData("returns")]
    [InlineData("does not run")]
    [InlineData("is inconclusive")]
    [InlineData("throws")]
    public async Task A_providers_refusal_is_none_of_the_gateways(string stage)
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
        {
            Authenticate(stage);
            using var attempt = LlmSpan.StartCall("gpt");
            http.Response.StatusCode = 401;
        }));

        await gateway.PostBodyAsync(Chat, Stated, TraceParent);

        Assert.All(await gateway.StopAsync(), span => Assert.Equal((TestGateway.CallerTrace, "s-1"), (span.TraceId, span.Attributes["session.id"])));
    }

    [Fact]
    public async Task A_guardrails_block_is_no_refusal_of_the_caller()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
        {
            using (var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
            {
                guardrail.SetOutcome(GuardrailOutcome.Blocked());
            }

            http.Response.StatusCode = 403;
        }));

        await gateway.PostBodyAsync(Chat, Stated, TraceParent);

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(TestGateway.CallerTrace, span.TraceId));
    }

    [Theory]
    [InlineData("throws", 401, false)]
    [InlineData("throws", 403, false)]
    [InlineData("is inconclusive", 401, false)]
    [InlineData("does not run", 401, false)]
    [InlineData("returns", 403, true)]
    [InlineData("does not run", 403, true)]
    public async Task A_guardrail_in_front_of_the_authentication_lets_nobody_in(string stage, int status, bool isTrusted)
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
        {
            using (LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
            {
            }

            Authenticate(stage);
            http.Response.StatusCode = status;
        }));

        await gateway.PostBodyAsync(Chat, Stated, TraceParent);

        var spans = await gateway.StopAsync();
        var root = RootOf(spans);
        Assert.Equal(isTrusted, root.TraceId == TestGateway.CallerTrace);
        Assert.All(spans, span => Assert.Equal((root.TraceId, isTrusted), (span.TraceId, span.Attributes.ContainsKey("session.id"))));
        Assert.Equal(root.TraceId, Assert.Single(spans, span => span.Name == "litellm_request").Attributes["litellm.trace_id"]);
    }

    [Fact]
    public async Task An_activity_of_this_process_that_continues_the_callers_trace_becomes_a_link_too()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            OtherSources = ["Microsoft.AspNetCore"],
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(Chat, [TracedLlmRoute] (HttpContext _) => Results.Unauthorized());
            },
        });

        await gateway.PostBodyAsync(Chat, Stated, TraceParent);

        var spans = await gateway.StopAsync();
        var platform = Assert.Single(spans, span => span.Name.Contains("HttpRequestIn", StringComparison.Ordinal));
        var root = Assert.Single(spans, span => span.Name == "Received Proxy Server Request");
        Assert.NotEqual(TestGateway.CallerTrace, root.TraceId);
        Assert.Equal([(platform.TraceId, platform.SpanId)], root.Links.Select(link => (link.TraceId, link.SpanId)));
    }

    [Fact]
    public async Task The_response_header_and_the_handle_name_the_trace_that_backends_show()
    {
        System.Diagnostics.ActivityContext known = default;
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.ResponseHeaders = LlmResponseHeaders.TraceParent,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
                {
                    http.Response.StatusCode = 401;
                    await http.Response.StartAsync();
                    known = LlmTrace.Current!.Context;
                });
            },
        });

        var answer = await gateway.PostBodyAsync(Chat, Stated, TraceParent);

        var root = RootOf(await gateway.StopAsync());
        Assert.Equal($"00-{root.TraceId}-{root.SpanId}-01", answer.Headers.GetValues("traceparent").Single());
        Assert.Equal((root.TraceId, root.SpanId), (known.TraceId.ToHexString(), known.SpanId.ToHexString()));
    }

    private static async Task<IReadOnlyList<ReceivedSpan>> SendAsync(
        string stage, int status, string body, string[] headers, Action<TracedLlmOptions>? options = null, Action? before = null)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Options = options ?? (_ => { }),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
                {
                    before?.Invoke();
                    Authenticate(stage);
                    http.Response.StatusCode = status;
                });
            },
        });
        await gateway.PostBodyAsync(Chat, body, headers);
        return await gateway.StopAsync();
    }

    private static void Authenticate(string stage)
    {
        if (stage is "does not run" or "states the caller")
        {
            if (stage == "states the caller")
            {
                LlmTrace.Current!.SetCaller(new LlmCaller { KeyAlias = "k-1" });
            }

            return;
        }

        if (stage.StartsWith("states the caller, then", StringComparison.Ordinal))
        {
            LlmTrace.Current!.SetCaller(new LlmCaller { KeyAlias = "expired", KeyTags = ["k-tag"] });
        }

        if (stage.Contains("throws", StringComparison.Ordinal))
        {
            using var auth = LlmSpan.StartStage(LlmStage.Auth);
            auth.RecordException(new InvalidOperationException("no key"));
        }

        if (stage.EndsWith("returns", StringComparison.Ordinal))
        {
            using var auth = LlmSpan.StartStage(LlmStage.Auth);
        }

        if (stage == "is inconclusive")
        {
            LlmSpan.StartStage(LlmStage.Auth).EndInconclusive();
        }
    }

    private static void AddKeys(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(HeaderKeys.Name).AddScheme<AuthenticationSchemeOptions, HeaderKeys>(HeaderKeys.Name, null);
        builder.Services.AddAuthorization();
    }

    private static ReceivedSpan RootOf(IReadOnlyList<ReceivedSpan> spans) => Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Server);
}
