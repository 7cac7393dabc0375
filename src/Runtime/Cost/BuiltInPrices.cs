using System.Reflection;

namespace TracedLlm.Cost;

/// <summary>The prices that the package brings, an excerpt of LiteLLM's price file (MIT licence).</summary>
/// <remarks>https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json</remarks>
internal static class BuiltInPrices
{
    private const string Resource = "TracedLlm.Cost.prices.json";

    /// <summary>The day of the file that the excerpt is taken from.</summary>
    public static readonly DateOnly Date = new(2026, 8, 6);

    /// <summary>Reads the prices.</summary>
    public static Dictionary<string, PriceEntry> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using var json = new MemoryStream();
        stream.CopyTo(json);
        return PriceFile.Read(json.ToArray(), Resource);
    }
}
