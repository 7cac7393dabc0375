
var limits0 = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["trial"] = 10, ["team"] = 100, ["enterprise"] = 1_000 };
app.MapPost("/area0/items/{owner}", async (string owner, HttpContext http, IHttpClientFactory clients, ILogger<Program> logger, CancellationToken cancellationToken) =>
{
    JsonObject body0;
    try
    {
        body0 = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: cancellationToken) as JsonObject ?? [];
    }
    catch (JsonException exception)
    {
        logger.LogWarning(exception, "The body of {Owner} is not JSON.", owner);
        return Results.BadRequest(new { error = exception.Message });
    }

    var session0 = body0["metadata"]?["session"]?.ToString() ?? http.Request.Headers["x-session"].ToString();
    var plan0 = http.Request.Query["plan"].ToString();
    if (!limits0.TryGetValue(plan0, out var limit0))
    {
        return Results.NotFound(new { error = $"There is no plan '{plan0}'.", known = limits0.Keys.Order(StringComparer.Ordinal) });
    }

    var items0 = new List<(string Name, decimal Price, int Count)>();
    foreach (var entry in body0["items"] as JsonArray ?? [])
    {
        if (entry is not JsonObject item)
        {
            continue;
        }

        var name = item["name"]?.GetValue<string>() ?? "unnamed";
        var price = item["price"]?.GetValue<decimal>() ?? 0m;
        var count = item["count"]?.GetValue<int>() ?? 1;
        if (price < 0 || count < 1)
        {
            throw new InvalidOperationException($"The item '{name}' has no price or no count.");
        }

        items0.Add((name, price, count));
        if (items0.Count > limit0)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }
    }

    var total0 = items0.Sum(static item => item.Price * item.Count);
    var rebate0 = (plan0, items0.Count) switch
    {
        ("enterprise", > 100) => 0.2m,
        ("enterprise", _) => 0.1m,
        ("team", > 50) => 0.05m,
        _ => 0m,
    };
    var text0 = new StringBuilder();
    foreach (var group in items0.GroupBy(static item => item.Name.Length > 0 ? item.Name[0] : '?').OrderBy(static group => group.Key))
    {
        text0.Append(CultureInfo.InvariantCulture, $"{group.Key}: {group.Count()} of {group.Sum(static item => item.Price * item.Count):0.00}").AppendLine();
    }

    using var client0 = clients.CreateClient("stock");
    using var response0 = await client0.PostAsJsonAsync(
        "http://localhost:5000/stock/reserve",
        new { owner, session = session0, items = items0.Select(static item => new { item.Name, item.Count }) },
        cancellationToken);
    if (!response0.IsSuccessStatusCode)
    {
        logger.LogError("The stock answered {Status} for {Owner}.", (int)response0.StatusCode, owner);
        return Results.Problem(statusCode: (int)response0.StatusCode, title: "The stock refused the reservation.");
    }

    var answer0 = await response0.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    var reserved0 = answer0.TryGetProperty("reserved", out var list) && list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Select(static one => one.GetString() ?? "").Where(static one => one.Length > 0).ToHashSet(StringComparer.Ordinal)
        : [];
    var missing0 = items0.Where(item => !reserved0.Contains(item.Name)).Select(static item => item.Name).Order(StringComparer.Ordinal).ToList();
    logger.LogInformation("{Owner} reserved {Count} items.", owner, reserved0.Count);
    return Results.Ok(new
    {
        total = total0 * (1 - rebate0),
        rebate = rebate0,
        summary = text0.ToString(),
        missing = missing0,
    });
});
