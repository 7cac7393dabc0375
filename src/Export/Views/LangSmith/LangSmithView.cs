using System.Diagnostics;
using static TracedLlm.Export.LangSmithTable;

namespace TracedLlm.Export;

/// <summary>LangSmith's attributes, and traces that it can show.</summary>
/// <param name="keepsParent">
/// Whether a root keeps the parent that its caller named: only for callers who export that span to the same LangSmith, which
/// drops without a word what hangs from a span that it never gets.
/// </param>
internal sealed class LangSmithView(bool keepsParent = false) : VendorView(LangSmithTable.Create())
{
    /// <inheritdoc/>
    public override string Name => keepsParent ? "langsmith_with_parents" : "langsmith";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.LangSmith;

    /// <inheritdoc/>
    protected override bool Misreads(string name) => ForeignNames.AtLangSmith.Has(name);

    /// <inheritdoc/>
    protected override void Metadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        AttributeText.Write(span.Buffer, "langsmith.metadata."u8, name, value);

    /// <inheritdoc/>
    protected override OtlpTraceId TraceIdOf(in ViewedSpan span)
    {
        var top = TopOf(span);
        return !keepsParent && top.ParentSpanId != default
            ? DerivedTraceId.Of(top.TraceId, top.SpanId)
            : OtlpTraceId.FromActivity(span.Activity.TraceId);
    }

    /// <inheritdoc/>
    protected override ActivitySpanId ParentOf(in ViewedSpan span) =>
        !keepsParent && TopOf(span) == span.Activity ? default : span.Activity.ParentSpanId;

    /// <inheritdoc/>
    protected override ActivitySpanId CallerOf(in ViewedSpan span) => keepsParent ? default : TopOf(span).ParentSpanId;

    /// <inheritdoc/>
    protected override void Finish(ref ViewedSpan span)
    {
        Write(span, Kind, span.Kind.LangSmith);
        WriteTrace(span);
        WriteContent(span);
        if (span.Role == SpanRole.Request)
        {
            WriteCall(span);
        }
        else
        {
            Write(span, ProviderInMetadata, span[SpanFact.Provider]);
        }

        if (!keepsParent && TopOf(span) == span.Activity && span.Activity.ParentSpanId != default)
        {
            Write(span, CallerTraceId, span.Activity.TraceId.ToHexString());
            Write(span, CallerSpanId, span.Activity.ParentSpanId.ToHexString());
        }
    }

    /// <summary>The span that LangSmith gets no ancestor of: the request's root, or of other spans the first one in this process.</summary>
    private static Activity TopOf(in ViewedSpan span)
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

    private static void WriteTrace(in ViewedSpan span)
    {
        if (span.MaySet("tags") && span[SpanFact.TraceTags] is { } tags)
        {
            AttributeText.WriteJoined(span.Buffer, Tags, tags);
        }

        if (span.MaySet("name"))
        {
            // It is the name of the run that has it, whatever LangSmith calls it.
            WriteText(span, span.Role == SpanRole.Root ? RunName : TraceName, span[SpanFact.TraceName]);
        }

        if (span.MaySet("version"))
        {
            WriteText(span, TraceVersion, span[SpanFact.TraceVersion]);
        }

        if (span.MaySet("release"))
        {
            WriteText(span, TraceRelease, span[SpanFact.TraceRelease]);
        }

        if (span.MaySet("metadata"))
        {
            WriteText(span, LangSmithTable.TraceMetadata, span[SpanFact.TraceMetadata]);
        }
    }

    private static void WriteContent(in ViewedSpan span)
    {
        var content = SpanContent.Of(span);
        if (content.HasInput)
        {
            ContentText.Input(span.Buffer, Prompt, content, asObject: true);
        }
        else
        {
            WriteText(span, Prompt, span[SpanFact.RawRequest]);
        }

        if (content.HasOutput)
        {
            ContentText.Output(span.Buffer, Completion, content, asObject: true);
        }
        else
        {
            WriteText(span, Completion, span[SpanFact.RawResponse] ?? span[SpanFact.GuardrailResponse]);
        }
    }

    private static void WriteCall(in ViewedSpan span)
    {
        var model = span[SpanFact.ResponseModel] ?? span[SpanFact.RequestModel];
        if (!span.Kind.IsBilled)
        {
            Write(span, ModelInMetadata, model);
            Write(span, ProviderInMetadata, span[SpanFact.Provider]);
            return;
        }

        Write(span, RequestModel, span[SpanFact.RequestModel]);
        Write(span, ResponseModel, span[SpanFact.ResponseModel]);
        WriteText(span, ModelName, model);
        if (span.Text(SpanFact.Provider) is { } provider)
        {
            Write(span, LangSmithTable.System, provider);
            Write(span, ProviderName, LangSmithProviders.Of(provider));
        }

        LangSmithUsage.Write(span, SpentTokens.Of(span));
    }

    private static void Write(in ViewedSpan span, OtlpKey key, object? value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, key, value);

    private static void WriteText(in ViewedSpan span, OtlpKey key, object? value)
    {
        if (value is not null)
        {
            AttributeText.Write(span.Buffer, key, value);
        }
    }
}
