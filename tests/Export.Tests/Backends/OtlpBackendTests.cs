using System.Net;
using System.Net.Sockets;
using System.Text;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Backends;

[Collection(ProcessWide.Name)]
public sealed class OtlpBackendTests
{
    private const string Tree =
        """
        Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
        └─ litellm_request
           └─ chat claude [CLIENT]
        """;

    [Theory]
    [InlineData(null, null)]
    [InlineData("http/protobuf", null)]
    [InlineData("", "")]
    [InlineData("grpc", "http/protobuf")]
    public async Task Http_protobuf_is_the_default(string? protocol, string? tracesProtocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = tracesProtocol,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-api-key=secret,x-tenant=blue",
        }))
        {
            await gateway.PostAsync();
        }

        var post = Assert.Single(receiver.Posts);
        Assert.Equal(("secret", "blue"), (post.Headers["x-api-key"], post.Headers["x-tenant"]));
        Assert.Equal(Tree, SpanTree.Print(receiver.Spans, SpanTreeFormat.Only("litellm.outcome")));
        Assert.Equal("test-gateway", receiver.Spans[0].Resource["service.name"]);
        Assert.Equal(("TracedLlm", "0.1.0"), (receiver.Spans[0].ScopeName, receiver.Spans[0].ScopeVersion));
    }

    [Fact]
    public async Task The_variables_for_traces_go_before_the_general_ones()
    {
        await using var receiver = await OtlpReceiver.StartAsync("/api/otel");
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-api-key=general",
            ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] = "x-api-key=traces",
        }))
        {
            await gateway.PostAsync();
        }

        Assert.Equal("traces", Assert.Single(receiver.Posts).Headers["x-api-key"]);
        Assert.Equal(3, receiver.Spans.Count);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")]
    public async Task Grpc_is_spoken_where_asked_for(string setting)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = listener.AcceptSocketAsync();
        await using var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{listener.LocalEndpoint}",
            [setting] = "grpc",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1",
        });

        await gateway.PostAsync();

        using var socket = await accepted.WaitAsync(Patience.Default);
        var preface = new byte[14];
        await new NetworkStream(socket).ReadExactlyAsync(preface);
        Assert.Equal("PRI * HTTP/2.0", Encoding.ASCII.GetString(preface));
        listener.Stop();
        gateway.GiveUp();
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'. Allowed: http/protobuf and grpc.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "thrift", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is 'thrift'. Allowed: http/protobuf and grpc.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", "OTEL_EXPORTER_OTLP_ENDPOINT is 'localhost:4318'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is '/v1/traces'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("TracedLlm:MaxQueueBytes", "64MB", "TracedLlm:MaxQueueBytes is '64MB'. Allowed: a whole number of bytes from 65536.")]
    [InlineData("TracedLlm:MaxQueueBytes", "65535", "TracedLlm:MaxQueueBytes is '65535'. Allowed: a whole number of bytes from 65536.")]
    [InlineData("TracedLlm:MaxBatchBytes", "100", "TracedLlm:MaxBatchBytes is '100'. Allowed: a whole number of bytes from 16384.")]
    [InlineData("TracedLlm:MaxBatchBytes", "4294967296", "TracedLlm:MaxBatchBytes is '4294967296'. Allowed: a whole number of bytes from 16384.")]
    [InlineData("TracedLlm:MaxSpanAge", "24:00:00", "TracedLlm:MaxSpanAge is '24:00:00'. Allowed: a time such as 00:30:00 or 1.00:00:00, from 00:00:01.")]
    [InlineData("TracedLlm:MaxSpanAge", "0:00:00", "TracedLlm:MaxSpanAge is '0:00:00'. Allowed: a time such as 00:30:00 or 1.00:00:00, from 00:00:01.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "sk-secret", "OTEL_EXPORTER_OTLP_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b,=c", "OTEL_EXPORTER_OTLP_TRACES_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    public async Task A_bad_setting_ends_the_program_at_start_up_and_the_message_names_the_allowed_values(string setting, string value, string message)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ExportGateway.StartAsync(new()
        {
            ["TracedLlm:Callbacks"] = "otel",
            [setting] = value,
        }));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TIMEOUT is '10s'. Allowed: a whole number of milliseconds, 0 for no limit. The value is ignored.")]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY", "-1", "OTEL_BSP_SCHEDULE_DELAY is '-1'. Allowed: a whole number of milliseconds. The value is ignored.")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "many", "OTEL_BSP_MAX_QUEUE_SIZE is 'many'. Allowed: a whole number from 1. The value is ignored.")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "0", "OTEL_BSP_MAX_QUEUE_SIZE is '0'. Allowed: a whole number from 1. The value is ignored.")]
    [InlineData("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "-1", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE is '-1'. Allowed: a whole number from 1. The value is ignored.")]
    [InlineData("OTEL_BSP_EXPORT_TIMEOUT", "1.5", "OTEL_BSP_EXPORT_TIMEOUT is '1.5'. Allowed: a whole number of milliseconds, 0 for no limit. The value is ignored.")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "OTEL_TRACES_SAMPLER is 'sometimes'. Allowed: always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio. The value is ignored.")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "a=b,c", "OTEL_RESOURCE_ATTRIBUTES contains 'c'. Allowed: name=value pairs, separated by commas. All of its attributes are ignored.")]
    [InlineData("OTEL_SDK_DISABLED", "1", "OTEL_SDK_DISABLED is '1'. Allowed: true, false. The value is ignored.")]
    [InlineData("OTEL_LOG_LEVEL", "loud", "OTEL_LOG_LEVEL is 'loud'. Allowed: none, error, warn, info, debug, trace, off, fatal, critical, warning, information, verbose, all. The value is ignored.")]
    [InlineData("OTEL_PROPAGATORS", "tracecontext,b3, baggage,b3multi,b3", "OTEL_PROPAGATORS contains 'b3'. Allowed: tracecontext, baggage, none. The value is ignored.|OTEL_PROPAGATORS contains 'b3multi'. Allowed: tracecontext, baggage, none. The value is ignored.")]
    [InlineData("OTEL_SPAN_EVENT_COUNT_LIMIT", "1", "These variables have no effect: OTEL_SPAN_EVENT_COUNT_LIMIT. docs/configuration.md says why, and what to set instead.")]
    [InlineData("OTEL_SPAN_EVENT_COUNT_LIMIT", " ", "")]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY", "0", "")]
    [InlineData("OTEL_BSP_EXPORT_TIMEOUT", "0", "")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "0", "")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus", "")]
    [InlineData("OTEL_METRICS_EXPORTER", "otpl", "OTEL_METRICS_EXPORTER contains 'otpl'. Allowed: otlp, none, and console and prometheus of the gateway's own provider. The value is ignored.")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "soon", "OTEL_METRIC_EXPORT_INTERVAL is 'soon'. Allowed: a whole number of milliseconds. The value is ignored.")]
    public async Task A_variable_of_the_specification_that_cannot_be_used_is_logged_once_and_ignored(string variable, string value, string warnings)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var log = new TracedLlm.Export.Tests.Setup.LogLines();
        await using (var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), [variable] = value }, logging: log))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(Tree, SpanTree.Print(receiver.Spans, SpanTreeFormat.Only("litellm.outcome")));
        Assert.Equal(
            warnings.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(text => $"Warning: {text}"),
            log.Lines.Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "4", "", "POST|/v1/")]
    [InlineData("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "2", "7", "PO|/v")]
    [InlineData("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "0", "", "|")]
    [InlineData("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1", "", "POST|/v1/messages")]
    [InlineData("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "", "", "POST|/v1/messages")]
    public async Task The_texts_of_attributes_are_cut_at_the_limit(string variable, string limit, string general, string expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"] = general,
            [variable] = limit,
        }))
        {
            await gateway.PostAsync();
        }

        var root = receiver.Spans.Single(span => span.Name == "Received Proxy Server Request");
        Assert.Equal((expected, 200L), ($"{root.Attributes["http.request.method"]}|{root.Attributes["url.path"]}", root.Attributes["http.response.status_code"]));
    }

    [Fact]
    public async Task LiteLLMs_variables_name_the_environment_the_model_and_the_tracer()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_HEADERS"] = "x-api-key=a%20b",
            ["OTEL_ENVIRONMENT_NAME"] = "staging",
            ["LITELLM_DEPLOYMENT_ENVIRONMENT"] = "loses",
            ["OTEL_MODEL_ID"] = "gateway-1",
            ["OTEL_TRACER_NAME"] = "litellm",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=loses,model_id=loses",
        }))
        {
            await gateway.PostAsync();
        }

        var span = receiver.Spans[0];
        Assert.Equal(
            ("staging", "staging", "gateway-1", "litellm", "a b"),
            (span.Resource["deployment.environment"], span.Resource["deployment.environment.name"], span.Resource["model_id"], span.ScopeName, receiver.Posts[0].Headers["x-api-key"]));
    }

    [Fact]
    public async Task The_deployments_environment_of_LiteLLM_counts_where_OpenTelemetrys_is_not_set()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_ENVIRONMENT_NAME"] = " ",
            ["LITELLM_DEPLOYMENT_ENVIRONMENT"] = "prod",
        }))
        {
            await gateway.PostAsync();
        }

        Assert.Equal("prod", receiver.Spans[0].Resource["deployment.environment"]);
    }

    [Fact]
    public async Task The_resource_has_the_configured_attributes()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_SERVICE_NAME"] = "gateway-eu",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.name=loses, deployment.environment.name=prod,team=a%20b",
        }))
        {
            await gateway.PostAsync();
        }

        var resource = receiver.Spans[0].Resource;
        Assert.Equal(
            ("gateway-eu", "prod", "a b", "opentelemetry"),
            (resource["service.name"], resource["deployment.environment.name"], resource["team"], resource["telemetry.sdk.name"]));
    }

    [Fact]
    public async Task A_backend_that_refuses_fails_no_request()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        receiver.Answer = new OtlpAnswer { StatusCode = 401 };
        await using var gateway = await ExportGateway.StartAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() });

        var answer = await gateway.PostAsync();
        await gateway.StopAsync();

        Assert.Equal("hello", answer);
        Assert.Equal([401], receiver.Posts.Select(post => post.StatusCode));
    }
}
