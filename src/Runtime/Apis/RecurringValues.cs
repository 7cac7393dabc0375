using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Secrets;

namespace TracedLlm.Apis;

/// <summary>Keeps the values of attributes that come with request after request, so that the next request needs no new strings for them.</summary>
internal static class RecurringValues
{
    /// <summary>Keeps the values of the attributes with few values. The others are ids or may be content, which is not kept beyond its request.</summary>
    public static void Keep(ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        foreach (ref readonly var attribute in attributes)
        {
            if (attribute.Value is string text)
            {
                if (HasFewValues(attribute.Key))
                {
                    Keep(text);
                }
            }
            else if (attribute is { Key: GenAi.ResponseFinishReasons, Value: string[] reasons })
            {
                foreach (var reason in reasons)
                {
                    Keep(reason);
                }
            }
        }
    }

    private static bool HasFewValues(string name) => name is
        GenAi.RequestModel or GenAi.ResponseModel
        or OpenAi.RequestServiceTier or OpenAi.ResponseServiceTier
        or LibraryAttributes.RequestServiceTier or LibraryAttributes.ResponseServiceTier
        or LibraryAttributes.RequestPromptCacheRetention;

    // A caller may send a key in the place of a model. A text that is kept has been searched before.
    private static void Keep(string text)
    {
        if (!RecentTexts.IsKept(text) && !RecurringTexts.ContainsSecret(text))
        {
            RecentTexts.Keep(text);
        }
    }
}
