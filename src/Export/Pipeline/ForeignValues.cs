using System.Collections;
using System.Diagnostics;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// Attribute values that are objects of the application: lists, JSON elements, and any others. Where spans are held, they are replaced by
/// what the export would send. An object may be large, may change, and its code may run only while its request does.
/// </summary>
internal static class ForeignValues
{
    // As deep as values are encoded.
    private const int MaxDepth = 8;

    /// <summary>Replaces the foreign values of a span that has ended.</summary>
    public static void Replace(Activity activity)
    {
        List<KeyValuePair<string, object?>>? replaced = null;
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            if (IsForeign(tag.Value))
            {
                (replaced ??= []).Add(new(tag.Key, Copy(tag.Value, 0)));
            }
        }

        if (replaced is null)
        {
            return;
        }

        // The enumeration above must not see changes.
        foreach (var (name, value) in replaced)
        {
            activity.SetTag(name, value);
        }
    }

    /// <summary>Whether a value is an object of the application.</summary>
    public static bool IsForeign(object? value) => value switch
    {
        null or string or long or double or bool or string[] or decimal => false,
        Array { Rank: 1 } items => !items.GetType().GetElementType()!.IsPrimitive,
        _ => !value.GetType().IsPrimitive,
    };

    private static object? Copy(object? value, int depth)
    {
        if (!IsForeign(value))
        {
            return value;
        }

        if (value is not IList items || depth == MaxDepth)
        {
            return OtlpAttribute.TextOf(value!);
        }

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

        return copy.ToArray();
    }
}
