namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's lists of deployments and of model names, with prices. What the gateway does not know, such as a context window, is null or absent.</summary>
internal sealed class ModelInfoEndpoint(KeyRing keys, GatewayConfiguration configuration, IModelPrices prices)
{
    private const string InputPrice = "input_cost_per_token";
    private const string OutputPrice = "output_cost_per_token";

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

        return new { model_name = deployment.ModelGroup, litellm_params = DeploymentInfo.ParametersOf(deployment, configuration.ShowApiBase), model_info = information };
    }

    private IEnumerable<object> Groups(IQueryCollection query)
    {
        var asked = query["model_group"].ToString();
        return configuration.Deployments
            .GroupBy(deployment => deployment.ModelGroup, StringComparer.Ordinal)
            .Where(group => asked.Length == 0 || group.Key == asked)
            .Select(group => new
            {
                model_group = group.Key,
                providers = group.Select(deployment => deployment.Provider.Name).Distinct().ToList(),
                max_input_tokens = (int?)null,
                max_output_tokens = (int?)null,
                input_cost_per_token = HighestPrice(group, InputPrice),
                output_cost_per_token = HighestPrice(group, OutputPrice),
            });
    }

    // As in LiteLLM, a group costs what its dearest deployment costs.
    private double? HighestPrice(IEnumerable<Deployment> group, string name) => group.Max(deployment => PricesOf(deployment)?.Find(name));

    private ModelPrices? PricesOf(Deployment deployment) =>
        deployment.Model is { } model ? prices.FindPrices(deployment.Provider.Name, model, deployment.Id) : null;
}
