using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Exporting;
using TracedLlm.Facts;

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

    // One instance for each scope of a view, because spans are encoded once for each view.
    private static readonly ConcurrentDictionary<(LangfuseView View, LangfuseSpanScope Scope), LangfuseView> Scoped = new();

    private LangfuseSpanScope _scope;

    /// <inheritdoc/>
    public override string Name => _scope switch
    {
        LangfuseSpanScope.Request => "langfuse_request",
        LangfuseSpanScope.LlmOnly => "langfuse_llm_only",
        _ => "langfuse",
    };

    /// <inheritdoc/>
    public override string TruncationMark => LangfuseTable.MetadataPrefix + "content.truncated";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.Langfuse;

    /// <summary>The same view for the spans of a scope.</summary>
    public LangfuseView WithScope(LangfuseSpanScope scope) => scope == _scope ? this : Scoped.GetOrAdd((this, scope), static key =>
    {
        var view = (LangfuseView)key.View.MemberwiseClone();
        view._scope = key.Scope;
        return view;
    });

    /// <inheritdoc/>
    public override bool Shows(Activity activity, RequestSnapshot? request) =>
        _scope == LangfuseSpanScope.All
        || IsModelCall(activity, request)
        || (_scope == LangfuseSpanScope.Request && (activity == request?.Root || IsAttempt(activity) || activity.GetTagItem(LibraryAttributes.GuardrailMode) is not null));

    /// <summary>Where the root is no row, <c>litellm_request</c> has the root's parent; a caller's span that Langfuse may never get is no parent.</summary>
    protected override ActivitySpanId ReadParent(in ViewedSpan span) =>
        _scope != LangfuseSpanScope.LlmOnly || span.Request is not { } request || span.Activity != request.LlmRequest() ? base.ReadParent(span)
        : request.ParentSource is ParentSource.Ambient or ParentSource.Header ? default
        : request.Root.ParentSpanId;

    private static bool IsModelCall(Activity activity, RequestSnapshot? request) =>
        (request is not null && activity == request.LlmRequest())
        || (activity.GetTagItem(GenAi.OperationName) is not null && activity != request?.Root && !IsAttempt(activity));

    private static bool IsAttempt(Activity activity) => activity.GetTagItem(LibraryAttributes.AttemptIndex) is not null;

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
