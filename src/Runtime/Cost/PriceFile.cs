using System.Globalization;
using System.Text.Json;

namespace TracedLlm.Cost;

/// <summary>Reads prices in the form of LiteLLM's <c>model_prices_and_context_window.json</c>.</summary>
internal static class PriceFile
{
    // The entry that explains the fields.
    private const string Example = "sample_spec";

    // Prices that depend on more than tokens and tier. A model with one has no prices here, and not wrong ones.
    private static readonly string[] OtherPrices = ["tiered_pricing", "off_peak_pricing"];

    /// <summary>Reads the models with prices, each by its name.</summary>
    /// <param name="json">The text of the file.</param>
    /// <param name="file">The name of the file, for messages.</param>
    /// <exception cref="InvalidOperationException">The text is no price file; the message names the file, the model and the field.</exception>
    public static Dictionary<string, PriceEntry> Read(ReadOnlyMemory<byte> json, string file)
    {
        var models = new Dictionary<string, PriceEntry>(StringComparer.OrdinalIgnoreCase);
        using var document = Parse(json, file);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidOperationException($"The price file '{file}' is no JSON object: it has to have an object of prices for each model's name.");
        }

        var sized = FindSized(document.RootElement);
        foreach (var model in document.RootElement.EnumerateObject())
        {
            if (model.Name == Example)
            {
                continue;
            }

            if (model.Value.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidOperationException($"The price file '{file}', model '{model.Name}': the entry is no object. Write an object with the model's prices.");
            }

            var prices = new ModelPrices(ReadPrices(model, file, sized.Contains(PricedModelNames.RemovePath(model.Name))));
            if (!prices.IsEmpty && !Array.Exists(OtherPrices, name => model.Value.TryGetProperty(name, out _)))
            {
                models[model.Name] = new PriceEntry(ReadProvider(model.Value), prices);
            }
        }

        return models;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"The price file '{file}' is no JSON: {exception.Message}", exception);
        }
    }

    private static string? ReadProvider(JsonElement model) =>
        model.TryGetProperty("litellm_provider", out var provider) && provider.ValueKind == JsonValueKind.String ? provider.GetString() : null;

    // The images of a model with entries such as hd/1024-x-1024/dall-e-3 cost what their size and quality do, which are not known here.
    private static HashSet<string> FindSized(JsonElement models) =>
    [
        .. models.EnumerateObject()
            .Where(static model => PricedModelNames.HasSize(model.Name))
            .Select(static model => PricedModelNames.RemovePath(model.Name)),
    ];

    private static List<KeyValuePair<string, double>> ReadPrices(JsonProperty model, string file, bool isSized)
    {
        List<KeyValuePair<string, double>> prices = [];
        foreach (var field in model.Value.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Object)
            {
                Add(field.Name, field.Value);
                continue;
            }

            foreach (var inner in field.Value.EnumerateObject())
            {
                Add($"{field.Name}.{inner.Name}", inner.Value);
            }
        }

        return prices;

        void Add(string name, JsonElement value)
        {
            if (ModelPrices.IsPriceName(name) && value.ValueKind != JsonValueKind.Null && !(isSized && name is PriceNames.ImagesInput or PriceNames.ImagesOutput))
            {
                prices.Add(new(name, ReadPrice(value) ?? throw new InvalidOperationException(
                    $"The price file '{file}', model '{model.Name}', field '{name}': {value.GetRawText()} is no price. Write a number of USD that is not negative, or remove the field.")));
            }
        }
    }

    // LiteLLM reads a number in quotes, too: 3e-7 is a text in YAML.
    private static double? ReadPrice(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var price) && price is >= 0 and < double.PositiveInfinity
            ? price
            : null;
    }
}
