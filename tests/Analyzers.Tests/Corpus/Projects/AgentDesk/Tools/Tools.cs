using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentDesk.Tools;

internal sealed class ClockTool(TimeProvider clock) : ITool
{
    public string Name => "now";

    public string Description => "The time in a time zone.";

    public JsonObject Parameters => new() { ["type"] = "object", ["properties"] = new JsonObject { ["zone"] = new JsonObject { ["type"] = "string" } } };

    public ValueTask<JsonNode?> RunAsync(JsonObject arguments, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(arguments["zone"]?.GetValue<string>() ?? "UTC");
        return new(JsonValue.Create(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).ToString("O", CultureInfo.InvariantCulture)));
    }
}

internal sealed class OrderTool(IConfiguration configuration) : ITool
{
    public string Name => "order_status";

    public string Description => "Where an order is.";

    public JsonObject Parameters => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("order"),
        ["properties"] = new JsonObject { ["order"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Z]{2}\\d{6}$" } },
    };

    public async ValueTask<JsonNode?> RunAsync(JsonObject arguments, CancellationToken cancellationToken)
    {
        var order = arguments["order"]?.GetValue<string>() ?? throw new ArgumentException("order is required");
        await using var file = File.OpenRead(configuration["Orders"] ?? "orders.json");
        var orders = await JsonNode.ParseAsync(file, cancellationToken: cancellationToken);
        // Orders have metadata, written by the shop.
        return orders?[order] is { } found
            ? new JsonObject { ["status"] = found["status"]?.DeepClone(), ["carrier"] = found["metadata"]?["carier"]?.DeepClone() }
            : null;
    }
}

/// <summary>Sums and products with brackets, by recursive descent.</summary>
internal sealed class CalculatorTool : ITool
{
    public string Name => "calculate";

    public string Description => "The value of an expression.";

    public JsonObject Parameters => JsonNode.Parse("""{"type":"object","properties":{"expression":{"type":"string"}},"required":["expression"]}""")!.AsObject();

    public ValueTask<JsonNode?> RunAsync(JsonObject arguments, CancellationToken cancellationToken)
    {
        var text = arguments["expression"]!.GetValue<string>().Replace(" ", string.Empty, StringComparison.Ordinal);
        var position = 0;
        var value = Sum();
        return position == text.Length ? new(JsonValue.Create(value)) : throw new FormatException($"Unexpected '{text[position]}' at {position}.");

        double Sum()
        {
            var sum = Product();
            while (position < text.Length && text[position] is ('+' or '-'))
            {
                sum = text[position++] == '+' ? sum + Product() : sum - Product();
            }

            return sum;
        }

        double Product()
        {
            var product = Factor();
            while (position < text.Length && text[position] is ('*' or '/'))
            {
                product = text[position++] == '*' ? product * Factor() : product / Factor();
            }

            return product;
        }

        double Factor()
        {
            if (position < text.Length && text[position] == '(')
            {
                position++;
                var inner = Sum();
                position++;
                return inner;
            }

            var start = position;
            while (position < text.Length && (char.IsDigit(text[position]) || text[position] == '.'))
            {
                position++;
            }

            return double.Parse(text.AsSpan(start, position - start), CultureInfo.InvariantCulture);
        }
    }
}
