using System.Text;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.Langfuse;

/// <summary>Langfuse's own attributes, for ingestion version 4 and for the versions before it.</summary>
internal sealed class LangfuseView() : VendorView(LangfuseTable.Table)
{
    // The words of OpenInference, and of the libraries that Langfuse looks for one after the other.
    private static readonly ForeignNames Foreign = new(
    [
        .. ForeignNames.OpenInference,
        "ai", "all_messages_events", "events", "gcp", "genkit", "lk", "logfire", "mlflow", "model", "model_config", "model_request_parameters",
        "pydantic_ai", "tool_arguments", "tool_response", "traceloop",
    ]);

    private static readonly byte[] Metadata = Encoding.UTF8.GetBytes(LangfuseTable.MetadataPrefix);
    private static readonly byte[] TraceMetadata = Encoding.UTF8.GetBytes(LangfuseTable.TraceMetadataPrefix);
    private static readonly byte[] MisreadMetadata = Encoding.UTF8.GetBytes(LangfuseTable.MetadataPrefix + "attributes.");

    /// <inheritdoc/>
    public override string Name => "langfuse";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.Langfuse;

    /// <inheritdoc/>
    protected override bool Misreads(string name) => Foreign.Contains(name);

    /// <inheritdoc/>
    protected override void WriteMisread(in ViewedSpan span, string name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, MisreadMetadata, name, value);

    /// <inheritdoc/>
    protected override void WriteMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, Metadata, name, value);

    /// <inheritdoc/>
    protected override void WriteTraceMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value)
    {
        // LangfuseMetadata writes objects and arrays.
        if (!LangfuseMetadata.IsContainer(value))
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, span.IsJoined ? Metadata : TraceMetadata, name, value);
        }
    }
}
