using System.Diagnostics;
using TracedLlm.Conventions;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Exporting;


namespace TracedLlm.Export.Views.Langfuse;

/// <summary>The functions of Langfuse's fields.</summary>
internal static class LangfuseFields
{
    // Langfuse drops a trace with a longer name.
    private const int MaxTraceName = 1000;

    public static void WriteType(in ViewedSpan span, AttributeField field) => FieldWriters.Write(span, field, LangfuseTypes.FindType(span.Kind));

    /// <summary>Writes the name of the trace; by default what its request does, from <c>litellm_request</c> on.</summary>
    public static void WriteTraceName(in ViewedSpan span, AttributeField field)
    {
        if (field.ReadValue(span) is string name)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, field.Key, name.AsSpan(0, Math.Min(name.Length, MaxTraceName)));
        }
        else
        {
            DefaultTraceName.Write(span, field, "litellm-"u8);
        }
    }

    /// <summary>Writes the id of the parent that the view takes off a root.</summary>
    public static void WriteCallerSpanId(in ViewedSpan span, AttributeField field)
    {
        if (span.HiddenParent != default)
        {
            FieldWriters.Write(span, field, span.HiddenParent.ToHexString());
        }
    }

    /// <summary>Writes the level: an error, the level that the span has, or the level of the request's ending.</summary>
    public static void WriteLevel(in ViewedSpan span, AttributeField field)
    {
        if (span.Status.Code == ActivityStatusCode.Error)
        {
            FieldWriters.Write(span, field, "ERROR");
        }
        else if (span.Text(SpanFact.Level) is { } level)
        {
            FieldWriters.Write(span, field, level);
        }
        else if (span.Text(SpanFact.Outcome) is { } outcome)
        {
            FieldWriters.Write(span, field, OutcomeLevels.Find(outcome));
        }
    }

    /// <summary>Writes the reason of a warning; Langfuse takes the reason of an error from the span's status.</summary>
    public static void WriteStatusMessage(in ViewedSpan span, AttributeField field)
    {
        if (span.Status.Code == ActivityStatusCode.Error)
        {
            return;
        }

        if (span.Text(SpanFact.Level) is { } level)
        {
            FieldWriters.Write(span, field, level == GuardrailNames.LevelWarning ? span[SpanFact.GuardrailStatus] : null);
        }
        else if (span.Text(SpanFact.Outcome) is { } outcome && OutcomeLevels.Find(outcome) is not null)
        {
            FieldWriters.Write(span, field, outcome);
        }
    }

    public static void WriteInput(in ViewedSpan span, AttributeField field)
    {
        if (span.HasInput)
        {
            ContentText.WriteInput(span, field, ContentText.FindInputForm(span, isRootPlain: true), asObject: false, ReasoningForm.Member);
        }
        else if (GuardrailContent.IsShown(span))
        {
            GuardrailContent.WriteInput(span, field);
        }
    }

    public static void WriteOutput(in ViewedSpan span, AttributeField field)
    {
        if (span.HasOutput)
        {
            ContentText.WriteOutput(span, field, isRootPlain: true, asObject: false, ReasoningForm.Member);
        }
        else if (span[ContentKind.GuardrailResponse] is { } response)
        {
            FieldWriters.WriteText(span, field, response);
        }
        else if (GuardrailContent.IsShown(span))
        {
            GuardrailContent.WriteDecision(span, field);
        }
    }

    /// <summary>The model that Langfuse prices a call by: the model that answered, the model that the gateway asked for, or the caller's name for it.</summary>
    public static string? FindModel(in ViewedSpan span) => LangfuseTable.ModelName.ReadValue(span) as string;

    /// <summary>Writes the model of a call.</summary>
    public static void WriteModel(in ViewedSpan span, AttributeField field)
    {
        if (IsModelShown(span))
        {
            FieldWriters.WriteValue(span, field);
        }
    }

    /// <summary>Writes the model of a call that Langfuse must not price.</summary>
    public static void WriteUnpricedModel(in ViewedSpan span, AttributeField field)
    {
        if (!IsModelShown(span))
        {
            FieldWriters.WriteValue(span, field);
        }
    }

    /// <summary>Writes the time of the first chunk: the span's start and the time to the first chunk.</summary>
    public static void WriteCompletionStart(in ViewedSpan span, AttributeField field)
    {
        if (span.Amount(SpanSlots.Find(SpanFact.TimeToFirstChunk)) is not { } seconds || seconds > TimeSpan.FromDays(1).TotalSeconds)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var time = new DateTimeOffset(span.Activity.StartTimeUtc + TimeSpan.FromSeconds(seconds));
        time.TryFormat(span.Buffer.GetSpan(40), out var written, "O");
        span.Buffer.Advance(written);
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    public static void WriteLinkedPromptName(in ViewedSpan span, AttributeField field) => WriteName(span, field, IsPromptLinked(span));

    public static void WriteUnlinkedPromptName(in ViewedSpan span, AttributeField field) => WriteName(span, field, !IsPromptLinked(span));

    public static void WriteLinkedPromptVersion(in ViewedSpan span, AttributeField field) => WriteVersion(span, field, IsPromptLinked(span));

    public static void WriteUnlinkedPromptVersion(in ViewedSpan span, AttributeField field) => WriteVersion(span, field, !IsPromptLinked(span));

    /// <summary>
    /// Langfuse guesses the tokens of a row that has a model and text but neither usage nor cost, and prices them. The settings decide
    /// whether it may.
    /// </summary>
    private static bool IsModelShown(in ViewedSpan span) =>
        span.Kind != ApiKind.Step
        && !span.LeavesUsage
        && (span.Cost.IsKnown || span.Tokens.State != UsageState.Unknown || span.Settings.GuessesUsage || !(span.HasInput || span.HasOutput));

    /// <summary>Langfuse loses an observation whose prompt has a name without a version, or that is no generation.</summary>
    private static bool IsPromptLinked(in ViewedSpan span) =>
        span.Text(SpanFact.PromptName) is not null
        && span.Integer(SpanSlots.Find(SpanFact.PromptVersion)) is not null
        && span.Kind == ApiKind.Generation;

    private static void WriteName(in ViewedSpan span, AttributeField field, bool isShown)
    {
        if (isShown)
        {
            FieldWriters.Write(span, field, field.ReadValue(span) as string);
        }
    }

    private static void WriteVersion(in ViewedSpan span, AttributeField field, bool isShown)
    {
        if (isShown && span.Integer(SpanSlots.Find(SpanFact.PromptVersion)) is { } version)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, field.Key, version);
        }
    }
}
