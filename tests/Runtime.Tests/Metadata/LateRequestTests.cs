using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using TracedLlm.Lookahead;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Payloads.Lookahead;

namespace TracedLlm.Tests.Metadata;

/// <summary>A body that the lookahead could not read is read while the handler reads it.</summary>
[Collection(ProcessWide.Name)]
public sealed class LateRequestTests
{
    private const int Bound = 1_000;

    public static TheoryData<Wire, string> Reads
    {
        get
        {
            var reads = new TheoryData<Wire, string>();
            foreach (var read in BodyReads.All.Keys.Except(["Body.Read", "Body.ReadByte, then the rest"]))
            {
                reads.Add(Wire.Http1, read);
                reads.Add(Wire.Http2, read);
                reads.Add(Wire.TestHost, read);
            }

            return reads;
        }
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_slow_body_is_read_for_attributes_however_the_handler_reads_it(Wire wire, string read)
    {
        var body = LateGateway.Chat(LateGateway.Said, 20_000);
        await using var gateway = await LateGateway.StartAsync(
            async http =>
            {
                var hash = LookaheadGateway.Hash(await BodyReads.All[read](http));
                LlmSpan.StartCall("m").End();
                return hash;
            },
            wire: wire);

        var answer = await PostSlowlyAsync(gateway, body, 10_000);

        Assert.Equal(LookaheadGateway.Hash(Encoding.UTF8.GetBytes(body)), answer.Body);
        Assert.Equal(LateGateway.Learnt, await gateway.StopAndPrintLinkedAsync());
    }

    [Theory]
    [InlineData(Wire.Http1)]
    [InlineData(Wire.Http2)]
    [InlineData(Wire.TestHost)]
    public async Task A_slow_body_is_read_for_attributes_before_a_bound_handler_runs(Wire wire)
    {
        await using var gateway = await LateGateway.StartAsync(
            app => app.MapPost(LateGateway.Path, [TracedLlmRoute] ([FromBody] JsonElement body) =>
            {
                LlmSpan.StartCall("m").End();
                return body.GetProperty("user").GetString();
            }),
            wire: wire);

        Assert.Equal("u-1", (await PostSlowlyAsync(gateway, LateGateway.Chat(LateGateway.Said), 30)).Body);
        Assert.Equal(LateGateway.Learnt, await gateway.StopAndPrintLinkedAsync());
    }

    [Theory]
    [InlineData(Wire.Http1, false)]
    [InlineData(Wire.Http1, true)]
    [InlineData(Wire.Http2, false)]
    [InlineData(Wire.TestHost, false)]
    public async Task A_body_above_the_bound_is_read_for_attributes_up_to_twice_the_bound(Wire wire, bool chunked)
    {
        await using var gateway = await LateGateway.StartAsync(LateGateway.ReadAndCall, options => options.MaxRequestLookahead = Bound, wire);
        var body = LateGateway.Chat(LateGateway.Said, Bound);

        var answer = await PostAsync(gateway, body, chunked);

        Assert.Equal(LookaheadGateway.Hash(Encoding.UTF8.GetBytes(body)), answer.Body);
        Assert.Equal(LateGateway.Learnt, await gateway.StopAndPrintLinkedAsync());
    }

    [Theory]
    [InlineData(Wire.Http1, false, "Body.ReadAsync")]
    [InlineData(Wire.Http1, true, "Body.ReadAsync")]
    [InlineData(Wire.Http1, true, "BodyReader, examining")]
    [InlineData(Wire.Http2, true, "BodyReader, consuming a part and examining all")]
    public async Task A_body_above_twice_the_bound_is_read_up_to_there_and_the_rest_counted_as_unread(Wire wire, bool chunked, string read)
    {
        using var unread = new UnreadRequests();
        await using var gateway = await LateGateway.StartAsync(
            async http => LookaheadGateway.Hash(await BodyReads.All[read](http)),
            options => options.MaxRequestLookahead = Bound,
            wire);
        var body = $$"""{"model": "gpt-4o", {{LateGateway.Said}}, "messages": [{"role": "user", "content": "{{new string('x', 200_000)}}"}], "temperature": 0.5}""";

        var answer = await PostAsync(gateway, body, chunked);

        Assert.Equal(LookaheadGateway.Hash(Encoding.UTF8.GetBytes(body)), answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.metadata.dropped=[existing_trace_id: too_late], litellm.metadata.region=eu, session.id=s-1, user.id=u-1}
            └─ litellm_request  {gen_ai.request.model=gpt-4o, litellm.metadata.region=eu, litellm.request.unread=too_long, session.id=s-1, user.id=u-1}
            """,
            await gateway.StopAndPrintLinkedAsync());
        Assert.Equal("too_long 1", unread.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_is_counted_as_unread_until_the_budget_has_room_again(bool roomAgain)
    {
        using var unread = new UnreadRequests();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LateGateway.StartAsync(
            async http =>
            {
                if (http.Request.Query.ContainsKey("holds"))
                {
                    await release.Task;
                    return "";
                }

                waits.SetResult();
                await read.Task;
                return await LateGateway.ReadAndCall(http);
            },
            options => options.MaxTotalRequestLookahead = 30_000);

        var holder = PostAsync(gateway, LateGateway.Chat("\"user\": \"u-0\"", 25_000), chunked: false, "?holds");
        await gateway.Entered;
        var late = PostAsync(gateway, LateGateway.Chat(LateGateway.Said, 20_000), chunked: false);
        await waits.Task.WaitAsync(Patience.Default);
        if (roomAgain)
        {
            release.SetResult();
            await holder;

            // The caller has the answer before the gateway returns the memory.
            await Eventually.BecomesTrueAsync(() => gateway.BytesInUse == 0);
        }

        read.SetResult();
        await late;
        release.TrySetResult();
        await holder;

        var spans = await gateway.StopAsync();
        Assert.Contains(
            roomAgain
                ? LateGateway.Learnt
                : """
                Received Proxy Server Request [SERVER]
                └─ litellm_request  {litellm.request.unread=no_memory}
                   └─ chat m [CLIENT]
                """,
            LateGateway.Print(spans),
            StringComparison.Ordinal);
        Assert.Equal(roomAgain ? "" : "no_memory 1", unread.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_received_part_of_an_incomplete_body_is_read_for_attributes(bool whileTheHandlerReads)
    {
        using var unread = new UnreadRequests();
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LateGateway.StartAsync(async http =>
        {
            await Assert.ThrowsAnyAsync<IOException>(() => BodyReads.ReadAsync(http));
            LlmSpan.StartCall("m").End();
            met.SetResult();
            return "";
        });
        using var client = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint);

        await client.SendAsync($$"""POST {{LateGateway.Path}} HTTP/1.1{{"\r\n"}}Host: x{{"\r\n"}}Content-Type: application/json{{"\r\n"}}Content-Length: 5000{{"\r\n\r\n"}}{"model": "gpt-4o", {{LateGateway.Said}}, "mess""");
        await gateway.Clock.Waiting.WaitAsync(Patience.Default);
        if (whileTheHandlerReads)
        {
            gateway.Clock.Fire();
            await gateway.Entered;
        }

        client.HalfClose();
        await met.Task.WaitAsync(Patience.Default);

        Assert.Contains("litellm_request  {gen_ai.request.model=gpt-4o, litellm.metadata.region=eu, litellm.request.unread=broken_off, session.id=s-1, user.id=u-1}", await gateway.StopAndPrintLinkedAsync(), StringComparison.Ordinal);
        Assert.Equal("broken_off 1", unread.ToString());
    }

    [Fact]
    public async Task A_body_that_the_handler_does_not_read_is_counted_as_unread()
    {
        using var unread = new UnreadRequests();
        await using var gateway = await LateGateway.StartAsync(_ => Task.FromResult("served"), options => options.MaxRequestLookahead = Bound);

        Assert.Equal("served", (await PostAsync(gateway, LateGateway.Chat(LateGateway.Said, Bound), chunked: false)).Body);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {litellm.request.unread=left_unread}
            """,
            LateGateway.Print(await gateway.StopAsync()));
        Assert.Equal("left_unread 1", unread.ToString());
    }

    [Fact]
    public async Task An_encoded_body_is_counted_as_unread()
    {
        using var unread = new UnreadRequests();
        await using var gateway = await LateGateway.StartAsync(LateGateway.ReadAndCall);
        using var request = new HttpRequestMessage(HttpMethod.Post, LateGateway.Path) { Content = new StringContent("??", null, "application/json") };
        request.Content.Headers.ContentEncoding.Add("gzip");

        await gateway.Gateway.SendAsync(request);

        Assert.Contains("litellm_request  {litellm.request.unread=encoded}", LateGateway.Print(await gateway.StopAsync()), StringComparison.Ordinal);
        Assert.Equal("encoded 1", unread.ToString());
    }

    [Fact]
    public async Task A_body_within_the_bounds_is_read_once()
    {
        using var unread = new UnreadRequests();
        using var dropped = new DroppedValues();
        var learns = true;
        await using var gateway = await LateGateway.StartAsync(http =>
        {
            learns = http.Features.Get<WatchedBody>() is not null;
            return LateGateway.ReadAndCall(http);
        });

        await PostAsync(gateway, LateGateway.Chat("""
            "metadata": {"session_id": {}, "region": "eu"}
            """), chunked: false);

        await gateway.StopAsync();
        Assert.False(learns);
        Assert.Equal(("wrong_type session_id 1", ""), (dropped.ToString(), unread.ToString()));
    }

    [Fact]
    public async Task A_late_bad_value_and_a_late_parent_are_dropped_and_counted_once()
    {
        using var dropped = new DroppedValues();
        await using var gateway = await LateGateway.StartAsync(LateGateway.ReadAndCall);

        await PostSlowlyAsync(gateway, LateGateway.Chat($$"""
            "metadata": {"session_id": {}, "trace_id": "{{LateGateway.Trace}}"}
            """), 30);

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Empty(span.Links));
        Assert.Equal("too_late trace_id 1, wrong_type session_id 1", dropped.ToString());
    }

    [Theory]
    [InlineData(InboundTrust.Link, 1)]
    [InlineData(InboundTrust.Ignore, 0)]
    public async Task A_caller_that_is_not_trusted_names_no_trace_late_either(InboundTrust trust, int links)
    {
        await using var gateway = await LateGateway.StartAsync(LateGateway.ReadAndCall, options => options.InboundTrust = trust);

        await PostSlowlyAsync(gateway, LateGateway.Chat(LateGateway.Said), 30);

        Assert.Equal(links, (await gateway.StopAsync()).Sum(span => span.Links.Count));
    }

    [Fact]
    public async Task Values_that_the_gateway_set_before_stay()
    {
        await using var gateway = await LateGateway.StartAsync(http =>
        {
            LlmTrace.Current!.SetRequestTag(GenAi.RequestModel, "routed");
            LlmTrace.Current!.SetTraceTag("session.id", "gateway's");
            return LateGateway.ReadAndCall(http);
        });

        await PostSlowlyAsync(gateway, LateGateway.Chat(LateGateway.Said), 30);

        Assert.Contains("litellm_request  {gen_ai.request.model=routed, gen_ai.request.temperature=0.5, litellm.metadata.region=eu, session.id=gateway's, user.id=u-1}", await gateway.StopAndPrintLinkedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_parameters_of_a_body_do_not_depend_on_when_it_arrives(bool slowly)
    {
        await using var gateway = await LateGateway.StartAsync(LateGateway.ReadAndCall, slowly ? options => options.MaxRequestLookahead = 40 : null);

        using var request = new HttpRequestMessage(HttpMethod.Post, LateGateway.Path)
        {
            Content = new StringContent("""{"model": "gpt-4o", "n": 1, "reasoning_effort": "low"}""", null, "application/json"),
        };
        await gateway.Gateway.SendAsync(request);

        var call = (await gateway.Gateway.StopAsync()).Single(span => span.Name == "litellm_request");
        Assert.Equal("""{"n":1,"reasoning_effort":"low"}""", call.Attributes["litellm.request.parameters"]);
    }

    [Fact]
    public async Task The_bodys_model_counts_more_than_the_URLs()
    {
        var late = await ModelAsync(slowly: true);

        Assert.Equal(("gpt-4o", "gpt-4o"), (late, await ModelAsync(slowly: false)));

        static async Task<string> ModelAsync(bool slowly)
        {
            await using var gateway = await LateGateway.StartAsync(
                async http => await LateGateway.ReadAndCall(http),
                slowly ? options => options.MaxRequestLookahead = 20 : null,
                path: "/openai/deployments/{model}/chat/completions");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/deployments/mine/chat/completions")
            {
                Content = new StringContent("""{"model": "gpt-4o", "n": 1}""", null, "application/json"),
            };
            await gateway.Gateway.SendAsync(request);
            return (await gateway.StopAsync()).Single(span => span.Name == "litellm_request").Attributes["gen_ai.request.model"] as string ?? "";
        }
    }

    [Fact]
    public async Task A_form_is_read_for_attributes_when_its_fields_have_arrived()
    {
        const string Form = $$"""
            --b
            Content-Disposition: form-data; name="model"

            gpt-4o
            --b
            Content-Disposition: form-data; name="metadata"

            {"session_id": "s-1", "existing_trace_id": "{{LateGateway.Trace}}", "parent_observation_id": "{{LateGateway.Span}}"}
            --b
            Content-Disposition: form-data; name="file"; filename="a.wav"

            RIFF
            --b--

            """;
        var form = Form.ReplaceLineEndings("\r\n");
        await using var gateway = await LateGateway.StartAsync(LateGateway.ReadAndCall);

        var answer = await PostSlowlyAsync(gateway, form, 120, "multipart/form-data; boundary=b");

        Assert.Equal(LookaheadGateway.Hash(Encoding.UTF8.GetBytes(form)), answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.metadata.dropped=[existing_trace_id: too_late], session.id=s-1}
            └─ litellm_request  {gen_ai.request.model=gpt-4o, session.id=s-1}
               └─ chat m [CLIENT]  {gen_ai.request.model=m, session.id=s-1}
            """,
            await gateway.StopAndPrintLinkedAsync());
    }

    [Fact]
    public async Task A_handler_gets_keys_of_its_own_once_it_has_read_the_body()
    {
        string? before = null;
        await using var gateway = await LateGateway.StartAsync(async http =>
        {
            before = LlmTrace.Current!.Metadata<TenantMetadata>().TenantId;
            await BodyReads.ReadAsync(http);
            return LlmTrace.Current!.Metadata<TenantMetadata>().TenantId!;
        });

        var answer = await PostSlowlyAsync(gateway, LateGateway.Chat("""
            "metadata": {"tenant_id": "t-1"}
            """), 30);

        Assert.Equal((null, "t-1"), (before, answer.Body));
    }

    [Theory]
    [InlineData("\"mask_input\": true", "redacted-by-litellm", "answered")]
    [InlineData("\"mask_output\": true", "asked", "redacted-by-litellm")]
    [InlineData("\"region\": \"eu\"", "asked", "answered")]
    public async Task Masking_keys_are_read_before_content_is_written(string metadata, string input, string output)
    {
        var body = $$"""{"model": "m", "messages": [{"role": "user", "content": "asked"}], "metadata": { {{metadata}} } }""";
        var spans = await AnswerAsync(gateway => PostSlowlyAsync(gateway, body, 20), body.Length);

        var request = Assert.Single(spans, span => span.Name == "litellm_request");
        Assert.Contains(input, Assert.IsType<string>(request.Attributes["gen_ai.input.messages"]), StringComparison.Ordinal);
        Assert.Contains(output, Assert.IsType<string>(request.Attributes["gen_ai.output.messages"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "redacted-by-litellm")]
    [InlineData("langfuse_mask_output: false", "answered")]
    public async Task Content_is_masked_if_the_masking_keys_could_not_be_read(string header, string output)
    {
        var body = $$"""{"model": "m", "messages": [{"role": "user", "content": "{{new string('x', 5_000)}}"}], "metadata": {"mask_output": true} }""";
        var spans = await AnswerAsync(gateway => PostAsync(gateway, body, chunked: false, headers: header), Bound);

        var request = Assert.Single(spans, span => span.Name == "litellm_request");
        Assert.Contains(output, Assert.IsType<string>(request.Attributes["gen_ai.output.messages"]), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<TracedLlm.Testing.Otlp.ReceivedSpan>> AnswerAsync(Func<LateGateway, Task<GatewayAnswer>> post, int bound)
    {
        await using var gateway = await LateGateway.StartAsync(
            app => app.MapPost(LateGateway.Path, [TracedLlmRoute] async (HttpContext http) =>
            {
                await BodyReads.ReadAsync(http);
                return Results.Text("""{"choices": [{"message": {"role": "assistant", "content": "answered"}, "finish_reason": "stop"}]}""", "application/json");
            }),
            options => (options.MaxRequestLookahead, options.CaptureContent) = (bound, true));
        Assert.Equal(HttpStatusCode.OK, (await post(gateway)).Status);
        return await gateway.StopAsync();
    }

    private static Task<GatewayAnswer> PostSlowlyAsync(LateGateway gateway, string body, int first, string contentType = "application/json") =>
        gateway.PostSlowlyAsync(Encoding.UTF8.GetBytes(body[..first]), Encoding.UTF8.GetBytes(body[first..]), contentType);

    private static async Task<GatewayAnswer> PostAsync(LateGateway gateway, string body, bool chunked, string query = "", params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, LateGateway.Path + query) { Content = new StringContent(body, null, "application/json") };
        request.Headers.TransferEncodingChunked = chunked && gateway.Gateway.Client.DefaultRequestVersion == HttpVersion.Version11 ? true : null;
        return await gateway.Gateway.SendAsync(request, [.. headers.Where(header => header.Length > 0)]);
    }
}
