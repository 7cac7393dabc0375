using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's lists of deployments and of model names, with prices and what <c>model_info</c> of the file says. What neither says, such as a context window, is null or absent.</summary>
internal sealed class ModelInfoEndpoint(KeyRing keys, GatewayConfiguration configuration, ModelTable models, IModelPrices prices)
{
    private const string InputPrice = "input_cost_per_token";
    private const string OutputPrice = "output_cost_per_token";

    private const string Mode = "mode";

    // supports_vision, supports_function_calling, …
    private const string Ability = "supports_";

    /// <summary>The prices of LiteLLM's answer that are absent where they are not known.</summary>
    private static readonly string[] FurtherPrices = ["cache_read_input_token_cost", "cache_creation_input_token_cost"];

    /// <summary>Maps the lists.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { "/model/info", "/v1/model/info" })
        {
            app.MapGet(path, http => WriteAsync(http, Deployments));
        }

        app.MapGet("/model_group/info", http => WriteAsync(http, Groups));
    }

    private Task WriteAsync(HttpContext http, Func<IQueryCollection, IEnumerable<object>> data) =>
        KeyedResponse.WriteAsync(http, keys, ErrorForm.OpenAi, () => Task.FromResult<object>(new { data = data(http.Request.Query).ToList() }));

    private IEnumerable<object> Deployments(IQueryCollection query)
    {
        var id = query["litellm_model_id"].ToString();
        var asked = configuration.Deployments.Where(deployment => id.Length == 0 || deployment.Id == id).ToList();
        return asked.Count == 0 ? throw new UnknownModelException(id) : asked.Select(DeploymentOf);
    }

    private object DeploymentOf(Deployment deployment)
    {
        var known = PricesOf(deployment);
        var information = new Dictionary<string, object?>
        {
            ["id"] = deployment.Id,
            ["db_model"] = false,
            ["key"] = deployment.BaseModel ?? deployment.Model,
            ["litellm_provider"] = deployment.Provider.Name,
            [InputPrice] = known?.Find(InputPrice),
            [OutputPrice] = known?.Find(OutputPrice),
        };
        if (deployment.BaseModel is { } model)
        {
            information["base_model"] = model;
        }

        foreach (var name in FurtherPrices)
        {
            if (known?.Find(name) is { } price)
            {
                information[name] = price;
            }
        }

        foreach (var (name, value) in deployment.Info)
        {
            information.TryAdd(name, value);
        }

        return new { model_name = deployment.ModelGroup, litellm_params = DeploymentInfo.ParametersOf(deployment, configuration.ShowApiBase), model_info = information };
    }

    private IEnumerable<object> Groups(IQueryCollection query)
    {
        var asked = query["model_group"].ToString();
        return asked.Length == 0
            ? configuration.Deployments.GroupBy(deployment => deployment.ModelGroup, StringComparer.Ordinal).Select(group => GroupOf(group.Key, [.. group]))
            : models.DeploymentsFor(asked) is { Count: > 0 } found ? [GroupOf(asked, found)] : [];
    }

    private Dictionary<string, object?> GroupOf(string name, IReadOnlyList<Deployment> group)
    {
        var information = new Dictionary<string, object?>
        {
            ["model_group"] = name,
            ["providers"] = group.Select(deployment => deployment.Provider.Name).Distinct().ToList(),
            ["max_input_tokens"] = MostTokens(group, "max_input_tokens"),
            ["max_output_tokens"] = MostTokens(group, "max_output_tokens"),
            [InputPrice] = HighestPrice(group, InputPrice),
            [OutputPrice] = HighestPrice(group, OutputPrice),
        };
        if (group.Select(deployment => deployment.Info.GetValueOrDefault(Mode)).FirstOrDefault(mode => mode.ValueKind == JsonValueKind.String) is { ValueKind: JsonValueKind.String } mode)
        {
            information[Mode] = mode;
        }

        // As in LiteLLM, a group can what one of its deployments can.
        foreach (var ability in group.SelectMany(deployment => deployment.Info).Where(entry => entry.Key.StartsWith(Ability, StringComparison.Ordinal) && entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False).GroupBy(entry => entry.Key))
        {
            information[ability.Key] = ability.Any(entry => entry.Value.ValueKind == JsonValueKind.True);
        }

        return information;
    }

    private static long? MostTokens(IEnumerable<Deployment> group, string name) =>
        group.Max(deployment => deployment.Info.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var tokens) ? tokens : (long?)null);

    // As in LiteLLM, a group costs what its dearest deployment costs.
    private double? HighestPrice(IEnumerable<Deployment> group, string name) => group.Max(deployment => PricesOf(deployment)?.Find(name));

    private ModelPrices? PricesOf(Deployment deployment) =>
        deployment.Model is { } model ? prices.FindPrices(deployment.Provider.Name, model, deployment.Id) : null;
}
