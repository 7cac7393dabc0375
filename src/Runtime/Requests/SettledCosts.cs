using System.Globalization;

namespace TracedLlm.Requests;

/// <summary>Reads what a request cost from its <c>litellm_request</c>, when nothing changes the attributes any more.</summary>
internal static class SettledCosts
{
    /// <summary>The cost of <paramref name="request"/>; <see langword="null"/> if no part of it is known.</summary>
    public static LlmCost? Read(RequestSpan request)
    {
        var total = ReadCost(request, LiteLlm.CostTotal);
        var input = ReadCost(request, LiteLlm.CostInput);
        var output = ReadCost(request, LiteLlm.CostOutput);
        var cacheRead = ReadCost(request, LiteLlm.CostCacheRead);
        var cacheCreation = ReadCost(request, LiteLlm.CostCacheCreation);
        return (total ?? input ?? output ?? cacheRead ?? cacheCreation) is null
            ? null
            : new LlmCost { Total = total, Input = input, Output = output, CacheRead = cacheRead, CacheCreation = cacheCreation };
    }

    // The gateway may set the attribute with a number of any type, and with what is no amount of money.
    private static double? ReadCost(RequestSpan request, string name) =>
        request.FindTag(name) is IConvertible number and (double or float or decimal or long or int)
        && number.ToDouble(CultureInfo.InvariantCulture) is >= 0 and < double.PositiveInfinity and var cost
            ? cost
            : null;
}
