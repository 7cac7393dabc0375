using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>The functions of OpenInference's fields.</summary>
internal static class OpenInferenceFields
{
    private const string Json = "application/json";
    private const string PlainText = "text/plain";

    public static void WriteKind(in ViewedSpan span, AttributeField field) => FieldWriters.Write(span, field, OpenInferenceKinds.FindKind(span.Kind));

    public static void WriteInput(in ViewedSpan span, AttributeField field)
    {
        if (span.HasInput)
        {
            ContentText.WriteInput(span, field, asObject: true);
        }
        else
        {
            FieldWriters.Write(span, field, span.RawInput as string);
        }
    }

    /// <summary>Writes whether the input is JSON.</summary>
    public static void WriteInputType(in ViewedSpan span, AttributeField field)
    {
        if (span.HasInput)
        {
            FieldWriters.Write(span, field, IsArray(span[ContentKind.Messages]) || IsArray(span[ContentKind.Instructions]) || IsArray(span[ContentKind.Tools]) ? Json : PlainText);
        }
        else if (span.RawInput is string text)
        {
            FieldWriters.Write(span, field, FindMimeType(text));
        }
    }

    public static void WriteOutput(in ViewedSpan span, AttributeField field)
    {
        if (span.HasOutput)
        {
            ContentText.WriteOutput(span, field, asObject: false);
        }
        else
        {
            FieldWriters.Write(span, field, span.RawOutput as string);
        }
    }

    /// <summary>Writes whether the output is JSON.</summary>
    public static void WriteOutputType(in ViewedSpan span, AttributeField field)
    {
        if (span.HasOutput)
        {
            FieldWriters.Write(span, field, IsArray(span[ContentKind.Answer] ?? span[ContentKind.Documents]) ? Json : PlainText);
        }
        else if (span.RawOutput is string text)
        {
            FieldWriters.Write(span, field, FindMimeType(text));
        }
    }

    public static void WriteEmbeddingModel(in ViewedSpan span, AttributeField field) => WriteOnKind(span, field, span.Kind == ApiKind.Embedding);

    /// <summary>Writes the model or the query of a reranker.</summary>
    public static void WriteReranker(in ViewedSpan span, AttributeField field) => WriteOnKind(span, field, span.Kind == ApiKind.Rerank);

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

    private static bool IsArray(object? value) => value is string text && text.StartsWith('[');

    private static string FindMimeType(string text) => text is [var first, ..] && first is '{' or '[' ? Json : PlainText;
}
