using TracedLlm.Cost;

namespace TracedLlm.Tests.Cost;

/// <summary>
/// The built-in prices are an excerpt of LiteLLM's file, and a name without an entry may be found by a shorter one. The fixture has every
/// entry of the whole file whose name the built-in prices find (without those of one size of image, which no provider has as a name).
/// </summary>
public sealed class KnownModelTests
{
    private static readonly Dictionary<string, PriceEntry> File = PriceFile.Read(
        System.IO.File.ReadAllBytes(Path.Combine(LiteLlmFigure.Folder, "known_models.json")), "known_models.json");

    [Fact]
    public void Each_name_that_is_found_has_the_prices_of_its_own_entry()
    {
        Assert.Equal(271, File.Count);
        Assert.Empty(File.Where(entry => !HasOwnPrices(entry.Key, entry.Value)).Select(entry => entry.Key));
    }

    private static bool HasOwnPrices(string name, PriceEntry own)
    {
        var provider = own.Provider! switch
        {
            "bedrock_converse" => "bedrock",
            "cohere_chat" => "cohere",
            "text-completion-openai" => "openai",
            var vertex when vertex.StartsWith("vertex_ai", StringComparison.Ordinal) => "vertex_ai",
            var other => other,
        };
        var model = name.StartsWith(provider + "/", StringComparison.Ordinal) ? name[(provider.Length + 1)..] : name;
        return ModelPriceTable.BuiltIn.FindPrices(provider, model, null) is { } found && Print(found) == Print(own.Prices);
    }

    // A price of 0 for what is written to a cache is no price: not every provider bills it.
    private static string Print(ModelPrices prices) => string.Join(
        ' ',
        prices.Names.Where(name => name != PriceNames.CacheCreation || prices.Find(name) > 0).Order(StringComparer.Ordinal).Select(name => $"{name}={prices.Find(name)}"));
}
