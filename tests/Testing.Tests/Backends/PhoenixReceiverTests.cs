using OpenTelemetry.Exporter;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Tests.Otlp;
using static TracedLlm.Testing.Tests.Backends.AttributedSpan;

namespace TracedLlm.Testing.Tests.Backends;

public sealed class PhoenixReceiverTests : IAsyncLifetime
{
    private readonly BackendClient _client = new();
    private PhoenixReceiver _phoenix = null!;

    public async Task InitializeAsync() => _phoenix = await PhoenixReceiver.StartAsync("writer", "viewer");

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _phoenix.DisposeAsync();
    }

    [Theory]
    [InlineData("application/x-protobuf", "", 200)]
    [InlineData("application/x-protobuf; charset=utf-8", "", 415)]
    [InlineData("application/json", "", 415)]
    [InlineData("application/x-protobuf", "gzip", 200)]
    [InlineData("application/x-protobuf", "deflate", 200)]
    [InlineData("application/x-protobuf", "br", 415)]
    public async Task Content_type_and_encoding_are_exact(string contentType, string encoding, int expected)
    {
        var body = encoding switch { "gzip" => BackendClient.Gzip(Request()), "deflate" => BackendClient.Deflate(Request()), _ => Request() };

        var (status, _, _) = await PostAsync(body, contentType, encoding.Length == 0 ? [] : [("Content-Encoding", encoding)]);

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200 ? 1 : 0, _phoenix.Spans.Count);
    }

    [Fact]
    public async Task Broken_protobuf_is_refused() => Assert.Equal(422, (await PostAsync(Request()[..^1])).Status);

    [Fact]
    public async Task An_unstorable_post_is_answered_with_200_and_dropped()
    {
        var (status, _, _) = await PostAsync(ExportRequests.WithSpan(new ProtobufMessage().Text(5, "no ids")));

        Assert.Equal(200, status);
        Assert.Empty(_phoenix.Projects);
    }

    [Theory]
    [InlineData("Bearer writer", 200, 0)]
    [InlineData("Bearer viewer", 403, GrpcStatusCode.PermissionDenied)]
    [InlineData("Bearer other", 401, GrpcStatusCode.Unauthenticated)]
    [InlineData("Basic writer", 401, GrpcStatusCode.Unauthenticated)]
    public async Task Only_a_writers_key_may_write(string authorization, int http, int grpc)
    {
        var posted = await _client.PostAsync(_phoenix.TracesEndpoint, headers: ("authorization", authorization));
        var called = await _client.CallAsync(_phoenix.GrpcEndpoint, Request(), headers: ("authorization", authorization));

        Assert.Equal((http, grpc), (posted.Status, called.Grpc));
    }

    [Fact]
    public async Task The_header_api_key_is_not_read() =>
        Assert.Equal(401, (await _client.PostAsync(_phoenix.TracesEndpoint, headers: ("api_key", "writer"))).Status);

    [Fact]
    public async Task Without_authentication_everyone_may_write()
    {
        await using var open = await PhoenixReceiver.StartAsync();

        Assert.Equal(200, (await _client.PostAsync(open.TracesEndpoint)).Status);
    }

    [Fact]
    public async Task A_full_queue_and_locked_storage_have_different_answers()
    {
        _phoenix.QueueIsFull = true;
        var full = await PostAsync();
        var exhausted = await _client.CallAsync(_phoenix.GrpcEndpoint, Request(), headers: ("authorization", "Bearer writer"));
        _phoenix.StorageIsLocked = true;
        var locked = await PostAsync();

        Assert.Equal((503, GrpcStatusCode.ResourceExhausted, 507), (full.Status, exhausted.Grpc, locked.Status));
        Assert.Empty(_phoenix.Projects);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
#pragma warning disable CS0618 // There is no other way to choose gRPC.
    [InlineData(OtlpExportProtocol.Grpc)]
#pragma warning restore CS0618
    public async Task The_stock_exporter_is_understood(OtlpExportProtocol protocol)
    {
        var endpoint = protocol == OtlpExportProtocol.HttpProtobuf ? _phoenix.TracesEndpoint : _phoenix.GrpcEndpoint;
        using var exporter = new StockExporter(endpoint, "authorization=Bearer writer", protocol);
        exporter.Source.StartActivity("of stock")!.Dispose();
        exporter.Flush();

        await _phoenix.WaitForSpansAsync(spans => spans.Count == 1);
        Assert.Equal("of stock", _phoenix.Projects["default"].Spans.Single().Name);
    }

    [Fact]
    public async Task Compressed_frames_name_their_encoding()
    {
        var auth = ("authorization", "Bearer writer");
        var zipped = await _client.CallAsync(_phoenix.GrpcEndpoint, BackendClient.Gzip(Request()), flag: 1, headers: [auth, ("grpc-encoding", "gzip")]);
        var unsaid = await _client.CallAsync(_phoenix.GrpcEndpoint, BackendClient.Gzip(Request()), flag: 1, headers: auth);
        var unknown = await _client.CallAsync(_phoenix.GrpcEndpoint, Request(), flag: 1, headers: [auth, ("grpc-encoding", "snappy")]);
        var broken = await _client.CallAsync(_phoenix.GrpcEndpoint, Request()[..^1], headers: auth);

        Assert.Equal(
            (0, GrpcStatusCode.Internal, GrpcStatusCode.Unimplemented, GrpcStatusCode.Internal),
            (zipped.Grpc, unsaid.Grpc, unknown.Grpc, broken.Grpc));
        Assert.Equal(new byte[5], zipped.Body);
    }

    [Fact]
    public async Task Other_methods_and_content_types_are_no_calls()
    {
        var method = await _client.CallAsync(_phoenix.GrpcEndpoint, Request(), method: "/opentelemetry.proto.collector.logs.v1.LogsService/Export");
        var type = await _client.CallAsync(_phoenix.GrpcEndpoint, Request(), contentType: "application/x-protobuf");

        Assert.Equal((GrpcStatusCode.Unimplemented, 415, -1), (method.Grpc, type.Http, type.Grpc));
    }

    [Fact]
    public async Task A_span_is_stored_once_and_a_trace_stays_in_its_first_project()
    {
        await PostAsync(Requests(Span(1, 0, "root", ("input.value", "first"))), headers: ("x-project-name", "one"));
        await PostAsync(Requests(Span(1, 0, "root", ("input.value", "again")), Span(2, 1, "child")), headers: ("x-project-name", "two"));

        Assert.Equal(["one"], _phoenix.Projects.Keys);
        Assert.Equal(["first", null], _phoenix.Projects["one"].Spans.Select(span => span.Input));
        Assert.Equal(1, _phoenix.Ignored);
    }

    [Fact]
    public async Task A_trace_has_the_values_of_its_spans()
    {
        await PostAsync(Requests(
            Span(1, 0, "root", ("openinference.span.kind", "chain"), ("session.id", "s"), ("llm.token_count.prompt", 7)),
            Span(2, 1, "call", ("openinference.span.kind", "LLM"), ("user.id", "ann"), ("session.id", "later"), ("llm.token_count.prompt", 10), ("llm.token_count.completion", 4)).Message(15, new ProtobufMessage().Text(2, "broke").Varint(3, 2))));

        var trace = Assert.Single(_phoenix.Projects["default"].Traces);
        Assert.Equal(["CHAIN", "LLM"], trace.Spans.Select(span => span.Kind));
        Assert.Equal(("s", "ann", 10, 4, 1), (trace.SessionId, trace.UserId, trace.PromptTokens, trace.CompletionTokens, trace.Errors));
        Assert.Equal("broke", trace.Spans[1].StatusMessage);
    }

    [Theory]
    [InlineData("openinference.span.kind", "odd", "UNKNOWN")]
    [InlineData("gen_ai.operation.name", "chat", "LLM")]
    [InlineData("gen_ai.operation.name", "rerank", "UNKNOWN")]
    [InlineData("other", "chat", "UNKNOWN")]
    public async Task The_kind_is_stated_or_follows_from_the_operation(string key, string value, string expected)
    {
        await PostAsync(Request((key, value)));

        Assert.Equal(expected, _phoenix.Projects["default"].Spans.Single().Kind);
    }

    [Theory]
    [InlineData(null, """{"id":"r-1","model":null}""")]
    [InlineData("said", "said")]
    public async Task The_id_of_a_response_is_its_output_if_no_output_is_set(string? output, string expected)
    {
        await PostAsync(Request([("gen_ai.response.id", "r-1"), .. output is null ? [] : new (string, object)[] { ("output.value", output) }]));

        Assert.Equal(expected, _phoenix.Projects["default"].Spans.Single().Output);
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("no json", null)]
    public async Task Metadata_is_json(string metadata, string? expected)
    {
        await PostAsync(Request(("metadata", metadata)));

        Assert.Equal(expected, _phoenix.Projects["default"].Spans.Single().Metadata);
    }

    [Fact]
    public async Task Numbered_messages_are_drawn_by_the_types_of_their_parts()
    {
        const string Message = "llm.output_messages.0.message.";
        await PostAsync(Request(
            ("llm.input_messages.0.message.role", "user"), ("llm.input_messages.0.message.content", "Hi"),
            (Message + "role", "assistant"),
            (Message + "contents.0.message_content.type", "reasoning"), (Message + "contents.0.message_content.text", "Hm"),
            (Message + "contents.1.message_content.type", "reasoning"), (Message + "contents.1.message_content.data", "x"),
            (Message + "contents.2.message_content.type", "audio"), (Message + "contents.2.message_content.audio.audio.url", "data:audio/wav;base64,UklG"),
            (Message + "contents.3.message_content.type", "audio"), (Message + "contents.3.message_content.text", "UklG"),
            (Message + "contents.4.message_content.type", "thinking"), (Message + "contents.4.message_content.text", "Hm"),
            (Message + "contents.5.message_content.type", "document"), (Message + "contents.5.message_content.document.name", "a.pdf"),
            (Message + "tool_calls.0.tool_call.function.name", "look"), (Message + "tool_calls.0.tool_call.function.arguments", "{}")));

        var span = _phoenix.Projects["default"].Spans.Single();
        Assert.Equal(["user: Hi"], span.InputMessages);
        Assert.Equal(["assistant: reasoning(Hm) + reasoning(encrypted) + audio(data:audio/wav;base64,UklG) + audio? + thinking? + document(a.pdf) + look({})"], span.OutputMessages);
    }

    [Theory]
    [InlineData("""{"a":1}""", "application/json", false)]
    [InlineData("""{"a":"cu""", "application/json", true)]
    [InlineData("Hi", "application/json", true)]
    [InlineData("""{"a":"cu""", "text/plain", false)]
    public async Task A_value_that_claims_to_be_json_must_be_json(string value, string type, bool expected)
    {
        await PostAsync(Request(("output.value", value), ("output.mime_type", type)));

        Assert.Equal(expected, _phoenix.Projects["default"].Spans.Single().ClaimsBrokenJson);
    }

    [Theory]
    [InlineData("text/plain", "asked", "answered")]
    [InlineData("application/json", null, null)]
    public async Task A_session_shows_the_plain_text_of_roots_as_a_chat(string type, string? caller, string? answer)
    {
        await PostAsync(Requests(
            Span(2, 1, "call", ("input.value", "inner")),
            Span(1, 0, "root", ("input.value", "asked"), ("input.mime_type", type), ("output.value", "answered"), ("output.mime_type", type))));

        Assert.Equal((caller, answer), Assert.Single(_phoenix.Projects["default"].Traces).Turn);
    }

    private Task<BackendAnswer> PostAsync(
        byte[]? body = null, string contentType = "application/x-protobuf", params (string Name, string Value)[] headers) =>
        _client.PostAsync(_phoenix.TracesEndpoint, body, contentType, [("authorization", "Bearer writer"), .. headers]);
}
