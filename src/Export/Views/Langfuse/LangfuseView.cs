using System.Diagnostics;
using static TracedLlm.Export.LangfuseTable;

namespace TracedLlm.Export;

/// <summary>Langfuse's own attributes, for ingestion version 4 and for the versions before it.</summary>
internal sealed class LangfuseView() : VendorView(LangfuseTable.Create())
{
    // A trace with a longer name is dropped.
    private const int MaxTraceName = 1000;

    /// <inheritdoc/>
    public override string Name => "langfuse";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.Langfuse;

    /// <inheritdoc/>
    protected override bool Misreads(string name) => ForeignNames.AtLangfuse.Has(name);

    /// <inheritdoc/>
    protected override void Misread(in ViewedSpan span, string name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, "langfuse.observation.metadata.attributes."u8, name, value);

    /// <inheritdoc/>
    protected override void Metadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, "langfuse.observation.metadata."u8, name, value);

    /// <inheritdoc/>
    protected override void TraceMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        OtlpAttribute.Write(
            span.Buffer,
            OtlpAttribute.OfSpan,
            span.IsJoined ? "langfuse.observation.metadata."u8 : "langfuse.trace.metadata."u8,
            name,
            value);

    /// <inheritdoc/>
    protected override void Finish(ref ViewedSpan span)
    {
        Write(span, ObservationType, span.Kind.Langfuse);
        WriteTrace(span);
        WriteLevel(span);
        WriteContent(span);
        if (span.Role == SpanRole.Request)
        {
            WriteCall(span);
        }
    }

    private static void WriteTrace(in ViewedSpan span)
    {
        if (span.MaySet("name") && span.Text(SpanFact.TraceName) is { } name)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, TraceName, name.AsSpan(0, Math.Min(name.Length, MaxTraceName)));
        }

        if (span.MaySet("tags"))
        {
            Write(span, TraceTags, span[SpanFact.TraceTags]);
        }

        if (span.MaySet("metadata"))
        {
            Write(span, TraceMetadataJson, span[SpanFact.TraceMetadata]);
        }

        if (span.MaySet("release"))
        {
            WriteText(span, Release, span[SpanFact.TraceRelease]);
        }

        WriteText(span, LangfuseTable.Version, span[SpanFact.GenerationVersion] ?? (span.MaySet("version") ? span[SpanFact.TraceVersion] : null));
        Write(span, SessionLabel, span[SpanFact.SessionId]);
        if (span.Role == SpanRole.Root && !span.IsJoined && span.Request?.ParentSource is ParentSource.Ambient or ParentSource.Header)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, IsAppRoot, flag: true);
        }
    }

    private static void WriteLevel(in ViewedSpan span)
    {
        if (span.Status.Code == ActivityStatusCode.Error)
        {
            Write(span, Level, "ERROR");
        }
        else if (span.Text(SpanFact.Level) is { } level)
        {
            Write(span, Level, level);
            if (level == GuardrailNames.LevelWarning)
            {
                Write(span, StatusMessage, span[SpanFact.GuardrailStatus]);
            }
        }
        else if (span.Text(SpanFact.Outcome) is { } outcome && RequestEndings.SpanLevelFor(outcome) is { } levelOfOutcome)
        {
            Write(span, Level, levelOfOutcome);
            Write(span, StatusMessage, outcome);
        }
    }

    private static void WriteContent(in ViewedSpan span)
    {
        var content = SpanContent.Of(span);
        if (content.HasInput)
        {
            ContentText.Input(span.Buffer, Input, content, asObject: false);
        }
        else
        {
            WriteText(span, Input, span[SpanFact.RawRequest]);
        }

        if (content.HasOutput)
        {
            ContentText.Output(span.Buffer, Output, content, asObject: false);
        }
        else
        {
            WriteText(span, Output, span[SpanFact.RawResponse] ?? span[SpanFact.GuardrailResponse]);
        }
    }

    private static void WriteCall(in ViewedSpan span)
    {
        var tokens = SpentTokens.Of(span);
        var hasCost = LangfuseUsage.WriteCost(span);
        LangfuseUsage.Write(span, tokens);
        Write(span, IsPriced(span, tokens, hasCost) ? ModelName : ModelInMetadata, span[SpanFact.ResponseModel] ?? span[SpanFact.RequestModel]);
        TracedLlm.Export.ModelParameters.Write(span, LangfuseTable.ModelParameters);
        WriteCompletionStart(span);

        // A name without a version, or on another type of observation, loses the observation.
        var (name, version) = (span.Text(SpanFact.PromptName), span.Integer(SpanFact.PromptVersion));
        var isLinked = name is not null && version is not null && span.Kind.Langfuse == LangfuseTypes.Generation;
        Write(span, isLinked ? PromptName : PromptNameInMetadata, name);
        if (version is not null)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, isLinked ? PromptVersion : PromptVersionInMetadata, version.Value);
        }
    }

    /// <summary>Langfuse guesses the tokens of a row that has a model and text but neither usage nor cost, and prices them.</summary>
    private static bool IsPriced(in ViewedSpan span, in SpentTokens tokens, bool hasCost) =>
        span.Kind.Langfuse is LangfuseTypes.Generation or LangfuseTypes.Embedding or LangfuseTypes.Agent
        && (hasCost || tokens.State != UsageState.Unknown);

    private static void WriteCompletionStart(in ViewedSpan span)
    {
        if (span.Amount(SpanFact.TimeToFirstChunk) is not { } seconds || seconds > TimeSpan.FromDays(1).TotalSeconds)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, CompletionStartTime);
        var time = new DateTimeOffset(span.Activity.StartTimeUtc + TimeSpan.FromSeconds(seconds));
        time.TryFormat(span.Buffer.GetSpan(40), out var written, "O");
        span.Buffer.Advance(written);
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    private static void Write(in ViewedSpan span, OtlpKey key, object? value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, key, value);

    /// <summary>Writes a field that loses its observation unless it is a text.</summary>
    private static void WriteText(in ViewedSpan span, OtlpKey key, object? value)
    {
        if (value is not null)
        {
            AttributeText.Write(span.Buffer, key, value);
        }
    }
}
