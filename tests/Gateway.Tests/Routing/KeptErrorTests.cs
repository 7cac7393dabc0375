using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>An error that the gateway keeps while the request waits for its next call: its attempt does not last as long as the wait.</summary>
public sealed class KeptErrorTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    private static readonly (string, string, string)[] One = [("gpt", "one", "max_parallel_requests: 1")];
    private static readonly (string, string, string)[] Fallbacks = [("gpt", "one", ""), ("spare", "two", "max_parallel_requests: 1")];

    // More than the library and the gateway read ahead of each error.
    private static readonly string Long = Error(200_000);

    [Theory]
    [InlineData("/v1/chat/completions", "")]
    [InlineData("/v1/chat/completions", "\"stream\":true")]
    [InlineData("/v1/responses", "\"input\":\"hi\"")]
    [InlineData("/v1/embeddings", "\"input\":\"hi\"")]
    public async Task The_attempt_of_a_long_error_ends_before_the_wait_for_the_retry(string path, string fields)
    {
        await using var gateway = await StartAsync(One, "router_settings: { num_retries: 1 }");
        gateway.Answers["one"] = Fails(429, Long, retryAfter: "1.5");

        var request = gateway.PostAsync(fields, path);
        var wait = await gateway.Clock.WaitForTimerAsync(Pause);
        gateway.Answers.Clear();

        await AssertEndedAsync(gateway, 429, wait, request);
        Assert.Equal((200, "1"), ((int)(await request).StatusCode, (await request).Headers.GetValues("x-litellm-attempted-retries").Single()));
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(429, 0)]
    [InlineData(503, 0)]
    public async Task The_attempt_of_an_error_without_an_end_ends_before_the_wait_for_the_retry(int status, int looks)
    {
        await using var gateway = await StartAsync(One, "router_settings: { num_retries: 1, retry_policy: { NotFoundErrorRetries: 1 }, disable_cooldowns: true }");
        var closed = new TaskCompletionSource();
        gateway.Answers["one"] = Begins(status, closed);

        var request = gateway.PostAsync();
        for (var i = 0; i < looks; i++)
        {
            await gateway.Clock.FireAsync(ProviderClient.LongestForError);
        }

        var wait = await gateway.Clock.WaitForTimerAsync(Pause);
        gateway.Answers.Clear();
        await gateway.Clock.FireAsync(KeptError.LongestRead);

        await closed.Task.WaitAsync(Patience.Default);
        var attempt = await AssertEndedAsync(gateway, status, wait, request);
        Assert.Empty(attempt.Events);
        Assert.Equal(200, (int)(await request).StatusCode);
    }

    [Theory]
    [InlineData("order")]
    [InlineData("fallback")]
    public async Task The_attempt_of_a_long_error_ends_while_the_request_waits_for_a_place(string kind)
    {
        var isFallback = kind == "fallback";
        await using var gateway = await StartAsync(
            isFallback ? Fallbacks : [("gpt", "one", "order: 1"), ("gpt", "two", "order: 2, max_parallel_requests: 1")],
            $"router_settings: {{ num_retries: 0, disable_cooldowns: true{(isFallback ? ", fallbacks: [{ gpt: [spare] }]" : "")} }}");
        gateway.Answers["one"] = Fails(503);
        await using var held = await HoldSecondAsync(gateway);
        gateway.Answers["one"] = Fails(504, Long);

        var request = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);

        await AssertEndedAsync(gateway, 504, wait, request, requests: 0);
        using var response = await request;
        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal(Long, await response.Content.ReadAsStringAsync());
    }

    // The metrics of all gateways of the process are the same ones, so the error has a status of its own.
    [Fact]
    public async Task The_metric_of_an_attempt_is_measured_before_the_wait()
    {
        var measured = new TaskCompletionSource();
        using var listener = new MeasurementListener(
            (_, _, tags) =>
            {
                if (tags.Contains("597"))
                {
                    measured.TrySetResult();
                }
            },
            "tracedllm.attempts");
        await using var gateway = await StartAsync(One, "router_settings: { num_retries: 1 }");
        gateway.Answers["one"] = Fails(597, Long, retryAfter: "1.5");

        var request = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(Pause);

        await measured.Task.WaitAsync(Patience.Default);
        gateway.Answers.Clear();
        wait.Fire();
        Assert.Equal(200, (int)(await request).StatusCode);
    }

    [Fact]
    public async Task A_long_error_is_the_callers_after_a_wait_whose_place_was_taken()
    {
        await using var gateway = await StartAsync(One, "router_settings: { num_retries: 1 }");
        gateway.Answers["one"] = Fails(500, Long, retryAfter: "1.5");
        var request = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(Pause);
        var gate = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var held = new HeldRequest(gateway.PostAsync(), gate);
        await gateway.WaitForRequestsAsync("one", 2);

        wait.Fire();

        // The first one has been KeptError.LongestRead.
        await gateway.Clock.WaitForStartsAsync(DeploymentLimits.LongestWait, 2);
        await gateway.Clock.FireAsync(DeploymentLimits.LongestWait);
        using var response = await request;

        Assert.Equal((500, "1.5"), ((int)response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(Long, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "openai", """{"error":{"message":"TEXT","type":"server_error","param":null,"code":null}}""")]
    [InlineData("/v1/embeddings", "openai", """{"error":{"message":"TEXT","type":"server_error","param":null,"code":null}}""")]
    [InlineData("/v1/messages", "anthropic", """{"type":"error","error":{"type":"api_error","message":"TEXT"},"request_id":"ID"}""")]
    public async Task Of_an_error_that_is_too_slow_to_be_kept_the_caller_gets_the_status_in_the_form_of_the_API(string path, string provider, string error)
    {
        await using var gateway = await StartAsync(provider, Fallbacks, "router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare] }] }");
        gateway.Answers["one"] = Fails(503);
        await using var held = await HoldSecondAsync(gateway, path);
        var closed = new TaskCompletionSource();
        gateway.Answers["one"] = Begins(503, closed);

        var request = gateway.PostAsync(path: path);
        var wait = await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);
        var read = await gateway.Clock.WaitForTimerAsync(KeptError.LongestRead, count: 2);
        read.Fire();
        await closed.Task.WaitAsync(Patience.Default);
        wait.Fire();
        using var response = await request;

        Assert.Equal((503, "1.5"), ((int)response.StatusCode, response.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(
            error.Replace("TEXT", "The provider of 'gpt' answered with status 503, but its error was too long or too slow to be kept.", StringComparison.Ordinal)
                .Replace("ID", response.Headers.GetValues("x-litellm-call-id").Single(), StringComparison.Ordinal),
            await response.Content.ReadAsStringAsync());
    }

    // The wait ends before the gateway has given the error up, so that the caller gets what still arrives.
    [Fact]
    public async Task An_error_that_arrives_after_a_wait_is_passed_on()
    {
        await using var gateway = await StartAsync(Fallbacks, "router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare] }] }");
        gateway.Answers["one"] = Fails(503);
        await using var held = await HoldSecondAsync(gateway);
        var rest = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Custom(async http =>
        {
            http.Response.StatusCode = 503;
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync("Not ");
            await http.Response.Body.FlushAsync();
            await rest.Task;
            await http.Response.WriteAsync("now.");
        });

        var request = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);
        await gateway.Clock.WaitForTimerAsync(KeptError.LongestRead, count: 2);
        wait.Fire();
        using var response = await request;
        rest.SetResult();

        Assert.Equal((503, "Not now."), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_an_error_that_is_too_long_to_be_kept_the_caller_gets_the_status(int over)
    {
        await using var gateway = await StartAsync(Fallbacks, "router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare] }] }");
        gateway.Answers["one"] = Fails(503);
        await using var held = await HoldSecondAsync(gateway);
        gateway.Answers["one"] = Fails(504, Error(KeptError.Longest + over));

        var request = gateway.PostAsync();
        var wait = await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);
        await gateway.WaitForAttemptAsync(504);
        wait.Fire();
        using var response = await request;

        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal(
            over == 0 ? Error(KeptError.Longest) : """{"error":{"message":"The provider of 'gpt' answered with status 504, but its error was too long or too slow to be kept.","type":"server_error","param":null,"code":null}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("router_settings: { num_retries: 0 }")]
    [InlineData("router_settings: { num_retries: 0, fallbacks: [{ other: [spare] }] }")]
    public async Task An_error_of_any_length_is_passed_on_if_no_call_may_follow(string settings)
    {
        var body = Error(KeptError.Longest + 1);
        await using var gateway = await StartAsync([.. Fallbacks, ("other", "three", "")], settings);
        gateway.Answers["one"] = Fails(504, body);

        using var response = await gateway.PostAsync();

        Assert.Equal((504, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Of_retries_that_all_fail_the_caller_gets_the_last_error_whole()
    {
        await using var gateway = await StartAsync(One, "router_settings: { num_retries: 2 }");
        var (first, last) = (Error(100_000), Error(2_000_000));
        gateway.Answers["one"] = request => Fails(500, request.Number == 2 ? last : first, retryAfter: "0")(request);

        using var response = await gateway.PostAsync();

        Assert.Equal((500, last), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("one initial only_deployment 500 > one retry retry_same 500 > one retry retry_same 500", await gateway.AttemptsAsync());
    }

    [Fact]
    public async Task A_caller_that_leaves_during_the_wait_closes_the_error()
    {
        await using var gateway = await StartAsync(Fallbacks, "router_settings: { num_retries: 0, fallbacks: [{ gpt: [spare] }] }");
        gateway.Answers["one"] = Fails(503);
        await using var held = await HoldSecondAsync(gateway);
        var closed = new TaskCompletionSource();
        gateway.Answers["one"] = Begins(503, closed);
        using var left = new CancellationTokenSource();
        using var content = new StringContent("""{"model":"gpt","messages":[]}""", null, "application/json");
        var request = gateway.Gateway.Client.PostAsync(new Uri(Chat, UriKind.Relative), content, left.Token);
        await gateway.Clock.WaitForTimerAsync(DeploymentLimits.LongestWait);

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await closed.Task.WaitAsync(Patience.Default);
    }

    // The first attempt arrives while the request waits, and the wait is in no attempt.
    private static async Task<ReceivedSpan> AssertEndedAsync(RoutedGateway gateway, int status, StartedTimer wait, Task<HttpResponseMessage> request, int requests = 1)
    {
        var attempt = await gateway.WaitForAttemptAsync(status);
        var arrived = DateTime.UtcNow;
        Assert.False(request.IsCompleted);
        Assert.True(attempt.EndUnixNano <= (ulong)(arrived - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        var waited = (DateTime.UtcNow - arrived).TotalMilliseconds;
        wait.Fire();
        await (await request).Content.LoadIntoBufferAsync();
        if (requests > 0)
        {
            var root = (await gateway.SpansAsync(requests)).Single(static span => span.Kind == ReceivedSpanKind.Server);
            Assert.True(root.Attributes.Get<double>("litellm.overhead.duration_ms") >= waited);
        }

        return attempt;
    }

    private static string Error(int length) => $$$"""{"error":{"message":"{{{new string('x', length - 24)}}}"}}""";

    // The beginning of an error without an end.
    private static Func<RecordedRequest, UpstreamAnswer> Begins(int status, TaskCompletionSource closed) => _ => UpstreamAnswer.Custom(async http =>
    {
        http.RequestAborted.Register(() => closed.TrySetResult());
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.RetryAfter = "1.5";
        await http.Response.WriteAsync(Long[..100]);
        await http.Response.Body.FlushAsync();
        await closed.Task;
    });

    // A first request, which the second provider answers at the end of the test.
    private static async Task<HeldRequest> HoldSecondAsync(RoutedGateway gateway, string path = Chat)
    {
        var gate = new TaskCompletionSource();
        gateway.Answers["two"] = _ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var request = gateway.PostAsync(path: path);
        await gateway.WaitForRequestsAsync("two", 1);
        return new HeldRequest(request, gate);
    }
}
