using System.Text;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Backends;

namespace TracedLlm.Delivery.Tests;

/// <summary>The endpoints of backends in the test's process, with their keys.</summary>
internal static class Endpoints
{
    // A test's clock does not pass over it.
    private static readonly TimeSpan Long = TimeSpan.FromDays(1);

    public static BackendEndpoint Create(LangfuseReceiver langfuse, LangfuseProject project) => new(
        "langfuse_otel",
        langfuse.TracesEndpoint,
        [
            new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{project.PublicKey}:{project.SecretKey}"))}"),
            new("x-langfuse-ingestion-version", "4"),
        ],
        new SemanticConventionsView())
    { Gzip = true, Timeout = Long };

    public static BackendEndpoint Create(PhoenixReceiver phoenix, string? key, OtlpProtocol protocol) => new(
        "arize_phoenix",
        protocol == OtlpProtocol.Grpc ? phoenix.GrpcEndpoint : phoenix.TracesEndpoint,
        key is null ? [] : [new("authorization", $"Bearer {key}")],
        new SemanticConventionsView())
    { Gzip = true, Protocol = protocol, Timeout = Long };

    public static BackendEndpoint Create(LangSmithReceiver langSmith, string key) => new(
        "langsmith",
        langSmith.TracesEndpoint,
        [new("x-api-key", key), new("Langsmith-Project", "mine")],
        new SemanticConventionsView())
    { Gzip = true, Timeout = Long };

    public static BackendEndpoint Create(
        CollectorReceiver collector, OtlpProtocol protocol = OtlpProtocol.HttpProtobuf, SpanView? view = null, TimeSpan? timeout = null, string name = "otel") => new(
        name,
        protocol == OtlpProtocol.Grpc ? collector.GrpcEndpoint : collector.TracesEndpoint,
        [],
        view ?? new SemanticConventionsView())
        { Protocol = protocol, Timeout = timeout ?? Long };
}
