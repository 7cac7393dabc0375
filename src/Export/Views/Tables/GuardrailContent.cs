using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>
/// The input and output of a guardrail's row, while content is captured: the text that it looked at, masked like the content of the
/// request, and its response or what it decided.
/// </summary>
internal static class GuardrailContent
{
    // The name of GuardrailMode.PostCall on spans.
    private const string BehindCall = "post_call";

    /// <summary>Whether the request's content is known on this guardrail.</summary>
    public static bool IsShown(in ViewedSpan span) => span.Role == SpanRole.Guardrail && Find(span) is not null;

    /// <summary>Writes the text that the guardrail looked at: the caller's last text, or behind the call the answer's.</summary>
    public static void WriteInput(in ViewedSpan span, AttributeField field)
    {
        var content = Find(span);
        using var messages = new PooledJson(content);
        if (!PooledJson.IsArray(content))
        {
            FieldWriters.WriteText(span, field, content);
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        if (IsBehindCall(span))
        {
            ConversationText.WriteAll(span.Buffer, messages.Json);
        }
        else
        {
            ConversationText.WriteLastOfCaller(span.Buffer, messages.Json);
        }

        OtlpAttribute.CloseText(span.Buffer, open);
    }

    /// <summary>Writes what the guardrail decided, as a JSON object.</summary>
    public static void WriteDecision(in ViewedSpan span, AttributeField field)
    {
        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        json.StartObject();
        Member(ref json, span.Activity, "status"u8, LibraryAttributes.GuardrailStatus);
        Member(ref json, span.Activity, "action"u8, LibraryAttributes.GuardrailAction);
        Member(ref json, span.Activity, "violation_categories"u8, LibraryAttributes.GuardrailViolationCategories);
        Member(ref json, span.Activity, "masked_entity_count"u8, LibraryAttributes.GuardrailMaskedEntityCount);
        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    private static void Member(ref JsonOut json, Activity guardrail, ReadOnlySpan<byte> name, string attribute)
    {
        if (guardrail.GetTagItem(attribute) is { } value)
        {
            json.Name(name);
            json.Value(value);
        }
    }

    // A guardrail may still mask what a request shows before its end. The runtime holds guardrails until then, within a bound.
    private static string? Find(in ViewedSpan span) => span.LlmRequest is { IsStopped: true } request
        ? request.GetTagItem(IsBehindCall(span) ? GenAi.OutputMessages : GenAi.InputMessages) as string
        : null;

    private static bool IsBehindCall(in ViewedSpan span) => span.Text(SpanFact.GuardrailMode) == BehindCall;
}
