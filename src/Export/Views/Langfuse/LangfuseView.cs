using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics;
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
    public override bool HasInstance => false;

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

    private static bool IsModelCall(Activity activity, RequestSnapshot? request) =>
        (request is not null && activity == request.LlmRequest())
        || (activity.GetTagItem(GenAi.OperationName) is not null && activity != request?.Root && !IsAttempt(activity));

    private static bool IsAttempt(Activity activity) => activity.GetTagItem(LibraryAttributes.AttemptIndex) is not null;

    /// <inheritdoc/>
    /// <remarks>
    /// Langfuse takes name, input, output and metadata of a trace from its span without a parent. A root whose parent never reaches
    /// Langfuse has none there. The root of a request in a trace that others own has one, so that it does not take their place.
    /// Where the root is no row, <c>litellm_request</c> has the root's parent.
    /// </remarks>
    protected override ActivitySpanId ReadParent(in ViewedSpan span) =>
        FindRoot(span) is not { } root ? span.Activity.ParentSpanId
        : ReadHiddenParent(span) != default ? default
        : span.ParentOf(root) == default && span.IsJoined && !ReplacesRoot(root) ? DeriveParent(root.TraceId)
        : span.ParentOf(root);

    /// <inheritdoc/>
    protected override ActivitySpanId ReadHiddenParent(in ViewedSpan span) =>
        !Settings.KeepsParent && !span.IsJoined && span.Request?.ParentSource is ParentSource.Ambient or ParentSource.Header && FindRoot(span) is { } root
            ? span.ParentOf(root)
            : default;

    /// <summary>The root of the request, for the span that is its first row; <see langword="null"/> for all others.</summary>
    private Activity? FindRoot(in ViewedSpan span) =>
        span.Request is { } request && span.Activity == (_scope == LangfuseSpanScope.LlmOnly ? request.LlmRequest() : request.Root) ? request.Root : null;

    /// <summary>Whether <c>update_trace_keys</c> names a field of a trace that Langfuse reads only from a span without a parent.</summary>
    private static bool ReplacesRoot(Activity root) =>
        root.GetTagItem(LibraryAttributes.TraceUpdateKeys) is string[] keys
        && Array.Exists(keys, static key => key is "input" or "output" or "metadata" or "trace_input" or "trace_output" or "trace_metadata");

    /// <summary>The id of a span that no trace has, the same for all requests of a trace.</summary>
    private static ActivitySpanId DeriveParent(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        var id = BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), 32);

        // W3C Trace Context forbids an id of zeros.
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id == 0 ? 1 : id);
        return ActivitySpanId.CreateFromBytes(bytes[..8]);
    }

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
