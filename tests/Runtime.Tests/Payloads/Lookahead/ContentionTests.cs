using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TracedLlm.Lookahead;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Callers with large and slow bodies do not take the lookahead of others.</summary>
[Collection(ProcessWide.Name)]
public sealed class ContentionTests
{
    private const int Slow = 125;
    private const int Ordinary = 120;
    private const int Length = 600_000;
    private const long Budget = 64L * 1024 * 1024;

    [Theory]
    [InlineData("declared")]
    [InlineData("chunked")]
    [InlineData("form")]
    public async Task Slow_large_bodies_leave_ordinary_ones_their_user_session_and_parent(string form)
    {
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LateGateway.StartAsync(async http =>
        {
            if (!http.Request.Query.ContainsKey("slow"))
            {
                // All of them are in the gateway at the same time.
                if (Interlocked.Increment(ref arrived) == Ordinary)
                {
                    all.TrySetResult();
                }

                await all.Task.WaitAsync(Patience.Default);
            }

            return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
        }, static options => options.MaxTotalRequestLookahead = Budget);
        var body = Encoding.UTF8.GetBytes(LateGateway.Chat("\"user\": \"slow\"", Length));
        var slow = await Task.WhenAll(Enumerable.Range(0, Slow).Select(i => SendSlowlyAsync(gateway.Gateway.Endpoint, form, body)));
        await Eventually.BecomesTrueAsync(() => gateway.BytesInUse > 15 * 1024 * 1024, static () => "The slow callers do not use the budget.");

        await Task.WhenAll(Enumerable.Range(0, Ordinary).Select(i => PostAsync(gateway, LateGateway.Chat(
            $$"""
            "user": "u-{{i}}", "metadata": {"existing_trace_id": "{{LateGateway.Trace}}", "parent_observation_id": "{{LateGateway.Span}}", "session_id": "s-{{i}}" }
            """,
            1_000 * (i % 60)))));
        Assert.InRange(gateway.BytesInUse, 0, Budget);
        gateway.Clock.Fire();

        // Every third caller leaves; the others send the rest.
        for (var i = 0; i < Slow; i++)
        {
            if (i % 3 == 0)
            {
                slow[i].Reset();
                continue;
            }

            await FinishAsync(slow[i], form, body);
        }

        for (var i = 0; i < Slow; i++)
        {
            if (i % 3 != 0 && form != "form")
            {
                Assert.Contains(LookaheadGateway.Hash(body), await slow[i].ReadToEndAsync(), StringComparison.Ordinal);
            }
            else if (i % 3 != 0)
            {
                Assert.StartsWith("HTTP/1.1 200", await slow[i].ReadToEndAsync(), StringComparison.Ordinal);
            }

            slow[i].Dispose();
        }

        var spans = await gateway.StopAsync();
        Assert.Equal(
            Enumerable.Range(0, Ordinary).Select(i => $"u-{i} s-{i} {LateGateway.Span}").Order(StringComparer.Ordinal),
            spans.Where(span => span.Kind == ReceivedSpanKind.Server && span.TraceId == LateGateway.Trace)
                .Select(span => $"{Find(span, "user.id")} {Find(span, "session.id")} {span.ParentSpanId}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Memory_goes_back_when_the_time_is_over_and_the_handler_has_read()
    {
        const int Callers = 50;
        var body = Encoding.UTF8.GetBytes(LateGateway.Chat("\"user\": \"slow\"", Length));
        await using var gateway = await LateGateway.StartAsync(
            async http => LookaheadGateway.Hash(await BodyReads.ReadAsync(http)), static options => options.MaxTotalRequestLookahead = Budget);
        var slow = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => SendSlowlyAsync(gateway.Gateway.Endpoint, "declared", body)));
        await Eventually.BecomesTrueAsync(() => gateway.BytesInUse > 22 * 1024 * 1024, static () => "The slow callers do not use the budget.");

        // Some of the bodies may still be on their way.
        await Eventually.BecomesTrueAsync(
            () =>
            {
                gateway.Clock.Fire();
                return gateway.BytesInUse <= Budget / 4;
            },
            static () => "The memory of slow bodies does not go back.");
        foreach (var caller in slow)
        {
            await FinishAsync(caller, "declared", body);
            Assert.Contains(LookaheadGateway.Hash(body), await caller.ReadToEndAsync(), StringComparison.Ordinal);
            caller.Dispose();
        }

        await gateway.StopAsync();
    }

    public static TheoryData<string> Reads => [.. BodyReads.All.Keys.Except(["Body.Read", "Body.ReadByte, then the rest"])];

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_handler_reads_the_same_bytes_when_the_memory_of_its_body_is_not_kept(string read)
    {
        const int Memory = 150_007;
        var body = LookaheadGateway.Chat(150_000);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LateGateway.StartAsync(
            async http =>
            {
                if (http.Request.Query.ContainsKey("slow"))
                {
                    held.SetResult();
                    await leave.Task;
                }

                entered.TrySetResult();
                return LookaheadGateway.Hash(await BodyReads.All[read](http));
            },
            options => options.MaxTotalRequestLookahead = 1_000_000);
        using var holder = await SendSlowlyAsync(gateway.Gateway.Endpoint, "declared", body);
        await Eventually.BecomesTrueAsync(() => gateway.BytesInUse == Memory && gateway.Clock.Timers == 1, static () => "The first body has not arrived.");
        gateway.Clock.Fire();
        await held.Task.WaitAsync(Patience.Default);

        // The late part is used up, so that this body is not kept while its handler reads it.
        using var other = await SendSlowlyAsync(gateway.Gateway.Endpoint, "declared", body, LateGateway.Path);
        await Eventually.BecomesTrueAsync(() => gateway.BytesInUse == 2 * Memory && gateway.Clock.Timers == 2, static () => "The second body has not arrived.");
        gateway.Clock.Fire();
        await entered.Task.WaitAsync(Patience.Default);
        await FinishAsync(other, "declared", body);
        Assert.Contains(LookaheadGateway.Hash(body), await other.ReadToEndAsync(), StringComparison.Ordinal);
        leave.SetResult();
        await FinishAsync(holder, "declared", body);
        Assert.Contains(LookaheadGateway.Hash(body), await holder.ReadToEndAsync(), StringComparison.Ordinal);

        var unread = (await gateway.StopAsync()).Where(span => span.Name == "litellm_request").Select(span => Find(span, "litellm.request.unread"));
        Assert.Equal([null, "no_memory"], unread.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Wire.Http1, 65_536, true)]
    [InlineData(Wire.Http1, 65_537, false)]
    [InlineData(Wire.Http1Chunked, 65_536, true)]
    [InlineData(Wire.Http1Chunked, 65_537, false)]
    [InlineData(Wire.Http2, 65_536, true)]
    [InlineData(Wire.Http2, 65_537, false)]
    public async Task A_body_of_64_KiB_is_small(Wire wire, int length, bool seen)
    {
        await using var gateway = await LookaheadGateway.StartAsync(
            wire,
            async http => $"{LookaheadGateway.BodyOf(http) is not null} {LookaheadGateway.Hash(await BodyReads.ReadAsync(http))}",
            options => options.MaxTotalRequestLookahead = 400_000);
        var held = new LookaheadCharge(250_000, IsLarge: true, IsLate: false);
        gateway.Lookahead.Budget.Take(held, default);
        var body = LookaheadGateway.Chat(length);

        Assert.Equal($"{seen} {LookaheadGateway.Hash(body)}", await gateway.PostAsync(body));
        gateway.Lookahead.Budget.Return(held, default);
        Assert.Equal($"True {LookaheadGateway.Hash(body)}", await gateway.PostAsync(body));
        await gateway.StopAsync();
    }

    [Fact]
    public async Task The_streams_of_one_connection_leave_a_part_to_other_connections()
    {
        const int Streams = 100;
        var entered = 0;
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.Http2,
            async http =>
            {
                var seen = LookaheadGateway.BodyOf(http) is not null;
                var read = LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
                if (!http.Request.Headers.ContainsKey("x-other"))
                {
                    Interlocked.Increment(ref entered);
                    await leave.Task.WaitAsync(Patience.Default);
                }

                return $"{seen} {read}";
            },
            options => options.MaxTotalRequestLookahead = 4_000_000);
        var body = LookaheadGateway.Chat(100_000);
        var streams = Enumerable.Range(0, Streams).Select(_ => gateway.PostAsync(body)).ToArray();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref entered) == Streams, static () => "The streams have not arrived.");

        // One caller in a thousand has the counter of the connection with the streams; not two of them.
        string[] others = [await AskAsync("one"), await AskAsync("two")];
        Assert.Contains($"True {LookaheadGateway.Hash(body)}", others);
        leave.SetResult();
        var answers = await Task.WhenAll(streams);
        Assert.All(answers, text => Assert.EndsWith(LookaheadGateway.Hash(body), text, StringComparison.Ordinal));

        // Of 3,000,000 bytes the connection gets a third.
        Assert.InRange(answers.Count(text => text.StartsWith("True", StringComparison.Ordinal)), 5, 10);
        await gateway.StopAsync();

        async Task<string> AskAsync(string key)
        {
            using var other = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = gateway.Endpoint };
            using var request = new HttpRequestMessage(HttpMethod.Post, LookaheadGateway.Path)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } },
            };
            request.Headers.Add("x-other", "1");
            request.Headers.Add("Authorization", $"Bearer {key}");
            using var answer = await other.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task The_late_bodies_of_one_caller_leave_a_part_to_those_of_others()
    {
        const int Callers = 5;
        const int Arrived = 65_536 + 7;
        var entered = 0;
        await using var gateway = await LateGateway.StartAsync(
            async http =>
            {
                Interlocked.Increment(ref entered);
                return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
            },
            options => options.MaxTotalRequestLookahead = 1_200_000);
        var bodies = Enumerable.Range(0, Callers).Select(i => Encoding.UTF8.GetBytes(LateGateway.Chat($"\"user\": \"u-{i}\"", 70_000))).ToArray();
        var slow = new List<RawHttpConnection>();
        for (var i = 0; i < Callers; i++)
        {
            // The last one is another caller.
            slow.Add(await SendSlowlyAsync(gateway.Gateway.Endpoint, "declared", bodies[i], LateGateway.Path, i == Callers - 1 ? "Authorization: Bearer other\r\n" : ""));

            // What is not kept goes back when the handler has read it.
            await Eventually.BecomesTrueAsync(
                () => gateway.BytesInUse >= (Math.Min(i, 2) + 1) * Arrived && gateway.Clock.Timers == i + 1,
                static () => "A body has not arrived.");
            gateway.Clock.Fire();
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref entered) == i + 1, static () => "A handler has not been called.");
        }

        // The last one first: the more the others hold, the less the first caller may add.
        for (var i = Callers - 1; i >= 0; i--)
        {
            await FinishAsync(slow[i], "declared", bodies[i]);
            Assert.Contains(LookaheadGateway.Hash(bodies[i]), await slow[i].ReadToEndAsync(), StringComparison.Ordinal);
            slow[i].Dispose();
        }

        // Of 300,000 late bytes one caller gets a half.
        var requests = (await gateway.StopAsync()).Where(span => span.Name == "litellm_request");
        Assert.Equal(
            ["- caller_memory", "- caller_memory", "u-0 -", "u-1 -", "u-4 -"],
            requests.Select(span => $"{Find(span, "user.id") ?? "-"} {Find(span, "litellm.request.unread") ?? "-"}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_body_that_was_left_out_because_of_its_caller_says_so()
    {
        using var unread = new UnreadRequests();
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LateGateway.StartAsync(
            async http =>
            {
                if (inside.TrySetResult())
                {
                    await leave.Task.WaitAsync(Patience.Default);
                }

                return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
            },
            options => options.MaxTotalRequestLookahead = 400_000);
        var body = LateGateway.Chat("\"user\": \"u\"", 100_000);

        var first = PostAsync(gateway, body);
        await inside.Task.WaitAsync(Patience.Default);
        Assert.Equal(LookaheadGateway.Hash(Encoding.UTF8.GetBytes(body)), await PostAsync(gateway, body));
        leave.SetResult();
        await first;

        var requests = (await gateway.StopAsync()).Where(span => span.Name == "litellm_request").Select(span => Find(span, "litellm.request.unread"));
        Assert.Equal([null, "caller_memory"], requests.Order(StringComparer.Ordinal));
        Assert.Equal("caller_memory 1", unread.ToString());
    }

    [Fact]
    public async Task A_form_that_was_left_out_because_of_its_caller_says_so()
    {
        using var unread = new UnreadRequests();
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LateGateway.StartAsync(
            async http =>
            {
                if (inside.TrySetResult())
                {
                    await leave.Task.WaitAsync(Patience.Default);
                }

                return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
            },
            options => options.MaxTotalRequestLookahead = 400_000);
        var first = PostAsync(gateway, LateGateway.Chat("\"user\": \"u\"", 80_000));
        await inside.Task.WaitAsync(Patience.Default);

        // Of 300,000 bytes the caller gets a half: the form itself has room, its fields in another form have none.
        var text = Encoding.UTF8.GetBytes(new string('x', 70_000));
        using (var form = await SendSlowlyAsync(gateway.Gateway.Endpoint, "form", text, LateGateway.Path))
        {
            await FinishAsync(form, "form", text);
            Assert.StartsWith("HTTP/1.1 200", await form.ReadToEndAsync(), StringComparison.Ordinal);
        }

        leave.SetResult();
        await first;
        await gateway.StopAsync();
        Assert.Equal("caller_memory 1", unread.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_form_whose_fields_are_too_long_says_so(bool isLate)
    {
        using var unread = new UnreadRequests();
        await using var gateway = await LateGateway.StartAsync(
            async http => LookaheadGateway.Hash(await BodyReads.ReadAsync(http)),
            options => options.MaxRequestLookahead = 20_000);

        // In JSON each of these characters has six.
        var text = Encoding.UTF8.GetBytes(new string('\u0001', 5_000));
        using var form = await SendSlowlyAsync(gateway.Gateway.Endpoint, "form", text, LateGateway.Path);
        if (isLate)
        {
            await gateway.Clock.Waiting.WaitAsync(Patience.Default);
            gateway.Clock.Fire();
            await gateway.Entered;
        }

        await FinishAsync(form, "form", text);
        Assert.StartsWith("HTTP/1.1 200", await form.ReadToEndAsync(), StringComparison.Ordinal);

        var request = (await gateway.StopAsync()).Single(span => span.Name == "litellm_request");
        Assert.Equal("too_long", Find(request, "litellm.request.unread"));
        Assert.Equal("too_long 1", unread.ToString());
    }

    private static string? Find(ReceivedSpan span, string name) => span.Attributes.Keys.Contains(name) ? (string?)span.Attributes[name] : null;

    // The head of a request, and the beginning of its body.
    private static async Task<RawHttpConnection> SendSlowlyAsync(Uri endpoint, string form, byte[] body, string path = LateGateway.Path + "?slow", string headers = "")
    {
        var connection = await RawHttpConnection.ConnectAsync(endpoint);
        var type = form == "form" ? "multipart/form-data; boundary=b" : "application/json";
        var length = form switch
        {
            "chunked" => "Transfer-Encoding: chunked",
            "form" => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {FormStart.Length + body.Length + FormEnd.Length}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}"),
        };
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {type}\r\n{headers}{length}\r\n\r\n");
        await connection.SendAsync(form switch
        {
            "chunked" => $"{SentAtFirst(body):x}\r\n",
            "form" => FormStart,
            _ => "",
        });
        await connection.SendAsync(body.AsMemory(0, SentAtFirst(body)));
        return connection;
    }

    private const string FormStart = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt-4o\r\n--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n";
    private const string FormEnd = "\r\n--b--\r\n";

    private static int SentAtFirst(byte[] body) => body.Length / 2;

    private static async Task FinishAsync(RawHttpConnection connection, string form, byte[] body)
    {
        await connection.SendAsync(form == "chunked" ? $"\r\n{body.Length - SentAtFirst(body):x}\r\n" : "");
        await connection.SendAsync(body.AsMemory(SentAtFirst(body)));
        await connection.SendAsync(form switch
        {
            "chunked" => "\r\n0\r\n\r\n",
            "form" => FormEnd,
            _ => "",
        });
    }

    private static async Task<string> PostAsync(LateGateway gateway, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, LateGateway.Path) { Content = new StringContent(body, null, "application/json") };
        return (await gateway.Gateway.SendAsync(request)).Body;
    }
}
