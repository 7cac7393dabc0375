using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>The functions of OpenInference's fields.</summary>
internal static class OpenInferenceFields
{
    private const string Json = "application/json";
    private const string PlainText = "text/plain";

    // Characters of content that may stand on a span twice: as JSON in input.value, which Phoenix's lists show, and as numbered messages.
    private const int MostRepeated = 16 * 1024;

    public static void WriteKind(in ViewedSpan span, AttributeField field) => FieldWriters.Write(span, field, OpenInferenceKinds.FindKind(span.Kind));

    /// <summary>Writes the input. Long content that stands in numbered attributes does not stand here a second time.</summary>
    public static void WriteInput(in ViewedSpan span, AttributeField field)
    {
        if (HasLongInput(span))
        {
            return;
        }

        if (span.HasInput)
        {
            ContentText.WriteInput(span, field, ContentText.FindInputForm(span, isRootPlain: true), asObject: true, ReasoningForm.Member);
        }
        else if (GuardrailContent.IsShown(span))
        {
            GuardrailContent.WriteInput(span, field);
        }
        else
        {
            FieldWriters.Write(span, field, span.RawInput as string);
        }
    }

    /// <summary>Writes whether the input is JSON.</summary>
    public static void WriteInputType(in ViewedSpan span, AttributeField field)
    {
        if (HasLongInput(span))
        {
            return;
        }

        if (span.HasInput)
        {
            FieldWriters.Write(span, field, ContentText.FindInputForm(span, isRootPlain: true) >= InputForm.Texts ? Json : PlainText);
        }
        else if (GuardrailContent.IsShown(span))
        {
            FieldWriters.Write(span, field, PlainText);
        }
        else if (span.RawInput is string text)
        {
            FieldWriters.Write(span, field, FindMimeType(text));
        }
    }

    /// <summary>Writes the output. Long content that stands in numbered attributes does not stand here a second time.</summary>
    public static void WriteOutput(in ViewedSpan span, AttributeField field)
    {
        if (HasLongOutput(span))
        {
            return;
        }

        if (span.HasOutput)
        {
            ContentText.WriteOutput(span, field, isRootPlain: true, asObject: false, ReasoningForm.Member);
        }
        else if (span.RawOutput is string output)
        {
            FieldWriters.Write(span, field, output);
        }
        else if (GuardrailContent.IsShown(span))
        {
            GuardrailContent.WriteDecision(span, field);
        }
    }

    /// <summary>Writes whether the output is JSON.</summary>
    public static void WriteOutputType(in ViewedSpan span, AttributeField field)
    {
        if (HasLongOutput(span))
        {
            return;
        }

        if (span.HasOutput)
        {
            FieldWriters.Write(span, field, ContentText.IsOutputJson(span, isRootPlain: true) ? Json : PlainText);
        }
        else if (span.RawOutput is string text)
        {
            FieldWriters.Write(span, field, FindMimeType(text));
        }
        else if (GuardrailContent.IsShown(span))
        {
            FieldWriters.Write(span, field, Json);
        }
    }

    public static void WriteEmbeddingModel(in ViewedSpan span, AttributeField field) => WriteOnKind(span, field, span.Kind == ApiKind.Embedding);

    /// <summary>Writes the model or the query of a reranker.</summary>
    public static void WriteReranker(in ViewedSpan span, AttributeField field) => WriteOnKind(span, field, span.Kind == ApiKind.Rerank);

    /// <summary>Writes how many documents the reranker shall return.</summary>
    public static void WriteRerankerTopK(in ViewedSpan span, AttributeField field)
    {
        if (span.Kind == ApiKind.Rerank && span.Activity.GetTagItem(GenAi.RequestTopK) is double top and >= 0 and < int.MaxValue)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, field.Key, (long)top);
        }
    }

    public static void WriteModel(in ViewedSpan span, AttributeField field) =>
        WriteOnKind(span, field, span.Kind is ApiKind.Generation or ApiKind.Agent);

    public static void WriteProvider(in ViewedSpan span, AttributeField field)
    {
        if (field.ReadValue(span) is string provider)
        {
            FieldWriters.Write(span, field, OpenInferenceProviders.FindNames(provider).Provider);
        }
    }

    /// <summary>Writes the product whose API the provider speaks.</summary>
    public static void WriteSystem(in ViewedSpan span, AttributeField field)
    {
        if (field.ReadValue(span) is string provider)
        {
            FieldWriters.Write(span, field, OpenInferenceProviders.FindNames(provider).System);
        }
    }

    /// <summary>Writes the parameters of every call but an embedding.</summary>
    public static void WriteParameters(in ViewedSpan span, AttributeField field)
    {
        if (span.Kind != ApiKind.Embedding)
        {
            FieldWriters.WriteParameters(span, field);
        }
    }

    public static void WriteEmbeddingParameters(in ViewedSpan span, AttributeField field)
    {
        if (span.Kind == ApiKind.Embedding)
        {
            FieldWriters.WriteParameters(span, field);
        }
    }

    /// <summary>Writes the finish reason of the first choice: OpenInference has room for one.</summary>
    public static void WriteFinishReason(in ViewedSpan span, AttributeField field)
    {
        if (field.ReadValue(span) is string[] and [var reason, ..])
        {
            FieldWriters.Write(span, field, reason);
        }
    }

    /// <summary>Writes the bucket of the field's row.</summary>
    public static void WriteTokens(in ViewedSpan span, AttributeField field)
    {
        if (span.Tokens[((UsageRow)field.Rows[0]).Bucket] is { } count)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, field.Key, count);
        }
    }

    /// <summary>Writes the part of the cost of the field's row.</summary>
    public static void WriteCost(in ViewedSpan span, AttributeField field)
    {
        if (span.Cost[((CostRow)field.Rows[0]).Part] is { } amount)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, field.Key, amount);
        }
    }

    private static void WriteOnKind(in ViewedSpan span, AttributeField field, bool isKind)
    {
        if (isKind)
        {
            FieldWriters.WriteValue(span, field);
        }
    }

    private static bool HasLongInput(in ViewedSpan span) =>
        span.Scope == SpanScope.BilledRequest
        && Length(span, ContentKind.Messages) + Length(span, ContentKind.Instructions) + Length(span, ContentKind.Tools)
            + Length(span, ContentKind.RankedDocuments) > MostRepeated
        && OpenInferenceMessages.HasNumberedInput(span);

    private static bool HasLongOutput(in ViewedSpan span) =>
        span.Scope == SpanScope.BilledRequest
        && Length(span, ContentKind.Answer) + Length(span, ContentKind.Documents) > MostRepeated
        && OpenInferenceMessages.HasNumberedOutput(span);

    private static int Length(in ViewedSpan span, ContentKind kind) => (span[kind] as string)?.Length ?? 0;

    // A body that was cut is no longer JSON.
    private static string FindMimeType(string text)
    {
        if (text is not (['{', ..] or ['[', ..]))
        {
            return PlainText;
        }

        using var json = new PooledJson(text, isChecked: false);
        return Utf8JsonExtensions.IsValidJson(json.Json.Span) ? Json : PlainText;
    }
}
