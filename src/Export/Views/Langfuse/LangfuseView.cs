namespace TracedLlm.Export;

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

    /// <inheritdoc/>
    public override string Name => "langfuse";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.Langfuse;

    /// <inheritdoc/>
    protected override bool Misreads(string name) => Foreign.Contains(name);

    /// <inheritdoc/>
    protected override void WriteMisread(in ViewedSpan span, string name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, "langfuse.observation.metadata.attributes."u8, name, value);

    /// <inheritdoc/>
    protected override void WriteMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, "langfuse.observation.metadata."u8, name, value);

    /// <inheritdoc/>
    protected override void WriteTraceMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        OtlpAttribute.Write(
            span.Buffer,
            OtlpAttribute.OfSpan,
            span.IsJoined ? "langfuse.observation.metadata."u8 : "langfuse.trace.metadata."u8,
            name,
            value);
}
