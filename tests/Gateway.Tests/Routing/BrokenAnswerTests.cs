using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams;
using static TracedLlm.Samples.Gateway.Tests.Routing.RoutedGateway;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>A deployment whose answer breaks off or goes silent behind its first byte has failed; one whose caller leaves has not.</summary>
public sealed class BrokenAnswerTests
{
    private const string Stream = "\"stream\":true";
    private const string Delta = """{"id":"1","choices":[{"delta":{"content":"Hel"}}]}""";
    private const string Messages = "/v1/messages";
    private const string Event = $"data: {Delta}\n\n";
    private const string Last = "data: [DONE]\n\n";
    private const string HeldBack = "\nguardrails: [{ guardrail_name: words, litellm_params: { guardrail: regex, mode: post_call, pattern: FORBIDDEN, action: block, default_on: true } }]";

    // How long a provider may be silent.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(77);
    private static readonly TimeSpan LongLimit = TimeSpan.FromMinutes(10);

    private static readonly (string, string, string)[] Two = [("gpt", "one", ""), ("gpt", "two", "")];

    public static TheoryData<string, string, bool> Answers => new()
    {
        { Stream, "cut", true },
        { Stream, "silent", true },
        { Stream, "whole", false },
        { "", "half", true },
        { "", "silent half", true },
        { "", "whole", false },
    };

    public static TheoryData<string, string[], int, bool> Streams => new()
    {
        { Chat, [Delta, "[DONE]"], 2, true },
        { Chat, [Delta, Delta], 2, false },
        { Messages, ["""{"type":"message_start","message":{"id":"1"}}""", """{"type":"message_stop"}"""], 2, true },
        { Messages, ["""{"type":"message_start","message":{"id":"1"}}""", """{"type":"ping"}"""], 2, false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_break_behind_the_first_byte_counts_as_a_failure(string fields, string answer, bool rests)
    {
        foreach (var more in new[] { "", HeldBack })
        {
            await using var gateway = await StartAsync(Two, $"litellm_settings: {{ callbacks: [otel], request_timeout: 77 }}\nrouter_settings: {{ num_retries: 0, allowed_fails: 0 }}{more}");
            gateway.Answers["one"] = _ => AnswerNamed(fields, answer);
            await PostAsync(gateway, fields, fallsSilent: answer.StartsWith("silent", StringComparison.Ordinal));

            Assert.Equal(rests ? "200: two initial others_resting [one] 200" : "200: two initial turn 200", await gateway.RouteAsync());
        }
    }

    [Fact]
    public async Task A_stream_that_is_cut_behind_its_end_is_an_answer()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0, allowed_fails: 0 }");
        gateway.Answers["one"] = _ => AnswerNamed(Stream, "cut behind its end");
        await PostAsync(gateway, Stream);

        Assert.Equal("200: two initial turn 200", await gateway.RouteAsync());
        Assert.StartsWith("200: one initial turn", await gateway.RouteAsync(Stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_provider_that_breaks_off_counts_once()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0, allowed_fails: 1 }");
        gateway.Answers["one"] = _ => UpstreamAnswer.Custom(async http =>
        {
            http.Response.StatusCode = 500;
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("{");
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        await PostAsync(gateway, "");

        Assert.Equal("200: two initial turn 200", await gateway.RouteAsync());
        await PostAsync(gateway, "");
        Assert.Equal("200: two initial others_resting [one] 200", await gateway.RouteAsync());
    }

    [Fact]
    public async Task A_caller_that_leaves_lets_no_deployment_rest()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0, allowed_fails: 0 }");
        var never = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Sse([new SseEvent(Delta), new SseEvent("[DONE]", Gate: never)]);

        using (var response = await gateway.PostAsync(Stream))
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            Assert.NotEqual(0, await body.ReadAsync(new byte[10]));
        }

        Assert.Equal("one initial turn 200", await gateway.AttemptsAsync());
        gateway.Answers.Clear();
        Assert.DoesNotContain("[one]", await gateway.RouteAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("[one]", await gateway.RouteAsync(), StringComparison.Ordinal);
    }

    // SDKs close a stream at its last event; the provider ends the body later. Five failures of five answers are a reason to rest, five of ten are not.
    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_whose_caller_leaves_behind_its_end_is_an_answer(string path, string[] events, int read, bool isAnswer)
    {
        await using var gateway = await StartAsync(path == Chat ? "openai" : "anthropic", [("gpt", "one", "order: 1"), ("gpt", "two", "order: 2")], "router_settings: { num_retries: 0 }");
        var never = new TaskCompletionSource();
        gateway.Answers["one"] = _ => UpstreamAnswer.Sse([.. events.Select(text => new SseEvent(text, EventOf(text))), new SseEvent("{}", Gate: never)]);
        for (var i = 0; i < 5; i++)
        {
            using (var response = await gateway.PostAsync(Stream, path))
            {
                using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
                for (var found = 0; found < read;)
                {
                    found += await body.ReadLineAsync() is "" ? 1 : 0;
                }

                // A cancelled read closes the connection at once.
                using var leaving = new CancellationTokenSource();
                var next = body.ReadLineAsync(leaving.Token).AsTask();
                await leaving.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
            }

            await gateway.SpansAsync();
        }

        gateway.Answers["one"] = Fails(500);
        for (var i = 0; i < 5; i++)
        {
            Assert.StartsWith("one initial order 500 > two ", (await gateway.RouteAsync(Stream, path)).Split(": ", 2)[1], StringComparison.Ordinal);
        }

        Assert.Equal(!isAnswer, (await gateway.RouteAsync(Stream, path)).Contains("two initial others_resting [one]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_time_of_the_caller_lets_no_deployment_rest()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { num_retries: 0, allowed_fails: 0 }");
        gateway.Answers["one"] = _ => AnswerNamed(Stream, "silent");
        await PostAsync(gateway, Stream + ",\"stream_timeout\":77", fallsSilent: true);

        Assert.Equal("200: two initial turn 200", await gateway.RouteAsync());
    }

    [Fact]
    public async Task A_deployment_that_breaks_off_is_not_the_fastest()
    {
        await using var gateway = await StartAsync(Two, "router_settings: { routing_strategy: latency-based-routing, disable_cooldowns: true, num_retries: 0 }");
        gateway.Answers["one"] = _ => AnswerNamed(Stream, "cut");
        gateway.Answers["two"] = _ =>
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(0.2));
            return AnswerNamed(Stream, "whole");
        };
        for (var i = 0; i < 6; i++)
        {
            await PostAsync(gateway, Stream);
        }

        Assert.Equal((1, 5), (gateway.RequestsOf("one").Count, gateway.RequestsOf("two").Count));
    }

    // Comments end the silence of a stream, so that only the whole time can end it. The gateway begins to count after the first byte.
    [Theory]
    [InlineData(100, 5, 200)]
    [InlineData(150, int.MaxValue, 504)]
    public async Task A_stream_of_comments_is_held_back_for_ten_minutes(double seconds, int comments, int expected)
    {
        await using var gateway = await StartAsync(Two, $"litellm_settings: {{ callbacks: [otel], request_timeout: 600 }}\nrouter_settings: {{ num_retries: 0, allowed_fails: 0, cooldown_time: 86400 }}{HeldBack}");
        gateway.Answers["one"] = _ => UpstreamAnswer.Custom(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await SendBlanksAsync(gateway, http, ": ping\n\n", seconds, comments, http.RequestAborted);
            http.RequestAborted.ThrowIfCancellationRequested();
            await http.Response.WriteAsync(Event + Last);
        });

        using var response = await gateway.PostAsync(Stream);

        Assert.Equal(expected, (int)response.StatusCode);
        await gateway.SpansAsync();
        Assert.Equal(expected == 504, (await gateway.RouteAsync()).Contains("[one]", StringComparison.Ordinal));
    }

    // Providers send blanks in front of a JSON answer that is not ready. The gateway would hold 1 MiB of them for the header with the cost.
    [Fact]
    public async Task Blanks_in_front_of_an_answer_reach_the_caller_after_ten_minutes()
    {
        await using var gateway = await StartAsync(Two, "litellm_settings: { callbacks: [otel], request_timeout: 600 }");
        using var begun = new CancellationTokenSource();
        var isBegun = false;
        gateway.Answers["one"] = _ => UpstreamAnswer.Custom(async http =>
        {
            http.Response.ContentType = "application/json";
            await SendBlanksAsync(gateway, http, " ", seconds: 150, count: int.MaxValue, begun.Token);
            isBegun = begun.IsCancellationRequested;
            await http.Response.WriteAsync(RecordedOpenAi.ChatCompletion);
        });

        using var response = await gateway.PostAsync();
        await begun.CancelAsync();

        Assert.Equal(RecordedOpenAi.ChatCompletion, (await response.Content.ReadAsStringAsync()).TrimStart());
        Assert.True(isBegun);
        Assert.Equal("one initial turn 200", await gateway.AttemptsAsync());
    }

    private static async Task SendBlanksAsync(RoutedGateway gateway, HttpContext http, string blank, double seconds, int count, CancellationToken ended)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                var reads = gateway.Clock.CountStarts(LongLimit);
                await http.Response.WriteAsync(blank, CancellationToken.None);
                await http.Response.Body.FlushAsync(CancellationToken.None);

                // The gateway has read it, and reads on.
                await gateway.Clock.WaitForStartsAsync(LongLimit, reads + 1, ended);
                gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private static UpstreamAnswer AnswerNamed(string fields, string name) => (fields.Length > 0, name) switch
    {
        (true, "cut") => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(Event)),
        (true, "cut behind its end") => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(Event + Last)),
        (true, "silent") => UpstreamAnswer.Sse([new SseEvent(Delta), new SseEvent("[DONE]", Gate: new TaskCompletionSource())]),
        (true, "whole") => UpstreamAnswer.Body(Event + Last, "text/event-stream"),
        (false, "half") => UpstreamAnswer.AbortAfter(RecordedOpenAi.ChatCompletion, 20),
        (false, "silent half") => UpstreamAnswer.Custom(async http =>
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("{\"id\":");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }),
        (false, "whole") => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string? EventOf(string text) => text.StartsWith("{\"type\":", StringComparison.Ordinal) ? text.Split('"')[3] : null;

    // The caller sees the break too.
    private static async Task PostAsync(RoutedGateway gateway, string fields, bool fallsSilent = false)
    {
        try
        {
            var sending = gateway.PostAsync(fields);
            if (fallsSilent)
            {
                // The call of the provider, the first part of its answer, and the part that does not come.
                await gateway.Clock.WaitForStartsAsync(Limit, 3);
                await gateway.Clock.FireAsync(Limit);
            }

            using var response = await sending;
            await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
        }

        await gateway.SpansAsync();
    }
}
