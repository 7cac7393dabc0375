using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.LangSmith;

/// <summary>LangSmith's attributes, and traces that LangSmith can show.</summary>
/// <param name="keepsParent">
/// Whether a root keeps the parent that its caller named: only for callers who export that span to the same LangSmith, which
/// silently drops children of a span that it never gets.
/// </param>
internal sealed class LangSmithView(bool keepsParent = false) : VendorView(LangSmithTable.Table)
{
    // The words of OpenInference, and of Traceloop.
    private static readonly ForeignNames Foreign = new([.. ForeignNames.OpenInference, "traceloop"]);

    /// <inheritdoc/>
    public override string Name => keepsParent ? "langsmith_with_parents" : "langsmith";

    /// <inheritdoc/>
    public override string TruncationMark => LangSmithTable.MetadataPrefix + "content.truncated";

    /// <inheritdoc/>
    public override bool HasInstance => false;

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.LangSmith;

    /// <summary>The span whose ancestors LangSmith never gets: the request's root, or outside a request the first span in this process.</summary>
    public static Activity FindTop(in ViewedSpan span)
    {
        if (span.Request is { } request)
        {
            return request.Root;
        }

        var top = span.Activity;
        while (top.Parent is { } parent)
        {
            top = parent;
        }

        return top;
    }

    /// <inheritdoc/>
    protected override bool ListsExceptions => true;

    /// <inheritdoc/>
    protected override bool Misreads(string name) => Foreign.Contains(name);

    /// <inheritdoc/>
    protected override void WriteMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        AttributeText.Write(span.Buffer, "langsmith.metadata."u8, name, value);

    /// <inheritdoc/>
    protected override OtlpTraceId ReadTraceId(in ViewedSpan span)
    {
        var top = FindTop(span);
        return !keepsParent && span.ParentOf(top) != default
            ? DerivedTraceId.Derive(top.TraceId, top.SpanId)
            : OtlpTraceId.FromActivity(span.TraceId);
    }

    /// <inheritdoc/>
    protected override ActivitySpanId ReadParent(in ViewedSpan span) =>
        !keepsParent && FindTop(span) == span.Activity ? default : span.ParentOf(span.Activity);

    /// <inheritdoc/>
    protected override ActivitySpanId ReadHiddenParent(in ViewedSpan span) => keepsParent ? default : span.ParentOf(FindTop(span));
}
