using System.Collections;
using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// Attribute values that are objects of the application: lists, arrays, JSON elements, and any others. Where spans are held, they are replaced
/// by what the export would send. An object may be large, may change, and its code may run only while its request does.
/// </summary>
internal static class ForeignValues
{
    // As deep as values are encoded.
    private const int MaxDepth = 8;

    /// <summary>Replaces the foreign values of a span that has ended.</summary>
    /// <returns>Whether the span had any.</returns>
    public static bool TryReplace(Activity activity)
    {
        List<KeyValuePair<string, object?>>? replaced = null;
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            if (IsForeign(tag.Key, tag.Value))
            {
                (replaced ??= []).Add(new(tag.Key, Copy(tag.Value, 0)));
            }
        }

        if (replaced is null)
        {
            return false;
        }

        // The enumeration above must not see changes.
        foreach (var (name, value) in replaced)
        {
            activity.SetTag(name, value);
        }

        return true;
    }

    /// <summary>Whether the value of an attribute is an object of the application.</summary>
    public static bool IsForeign(string name, object? value) => value switch
    {
        null or string or long or double or bool or int or decimal => false,

        // The library sets arrays of texts under its own names, for nearly every call, and never changes them.
        string[] => AttributeFamilies.Classify(name, out _) is not (AttributeFamily.GenAi or AttributeFamily.LiteLlm),
        _ => !value.GetType().IsPrimitive,
    };

    private static object? Copy(object? value, int depth)
    {
        switch (value)
        {
            case null or string or decimal:
                return value;
            case Array { Rank: 1 } items when IsOfSentType(items.GetType().GetElementType()!):
                return items.Clone();
            case IList items when depth < MaxDepth:
                return Copy(items, depth);
            default:
                return value.GetType().IsPrimitive ? value : OtlpAttribute.TextOf(value);
        }
    }

    private static object?[] Copy(IList items, int depth)
    {
        List<object?> copy = [];
        try
        {
            foreach (var item in items)
            {
                copy.Add(Copy(item, depth + 1));
            }
        }
        catch (InvalidOperationException)
        {
            // The owner changed the list meanwhile: the items before that are kept.
        }

        return [.. copy];
    }

    private static bool IsOfSentType(Type type) => type.IsPrimitive || type == typeof(string);
}
