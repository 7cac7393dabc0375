namespace TracedLlm.Samples.Gateway;

/// <summary>
/// LiteLLM's probes: whether the process lives and can take requests, without a key, and whether the providers answer, with a key.
/// None of them makes a trace.
/// </summary>
internal sealed class HealthEndpoint(KeyRing keys, GatewayConfiguration configuration, ModelTable models, ProviderProbe probe, ILogger<HealthEndpoint> logger)
{
    /// <summary>The path that says that the process lives, as LiteLLM spells it.</summary>
    public const string Liveliness = "/health/liveliness";

    /// <summary>The same by the name that Kubernetes uses.</summary>
    public const string Liveness = "/health/liveness";

    /// <summary>The path that says that the gateway takes requests.</summary>
    public const string Readiness = "/health/readiness";

    private const int MostAtOnce = 8;
    private const string Methods = "GET, HEAD, OPTIONS";

    // Load balancers ask for it unless they are configured.
    private const string Root = "/";

    // A monitor may want no body.
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the probes.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health", WriteHealthAsync);
        app.MapMethods(Root, Reading, static http => WriteTextAsync(http, "TracedLlm's sample gateway runs. GET /v1/models lists the models, and GET /health/readiness is for probes."));
        app.MapMethods(Readiness, Reading, WriteReadyAsync);
        app.MapGet(Readiness + "/details", WriteDetailsAsync);
        foreach (var path in new[] { Liveliness, Liveness })
        {
            app.MapMethods(path, Reading, static http => WriteTextAsync(http, "I'm alive!"));
        }

        foreach (var path in new[] { Liveliness, Liveness, Readiness })
        {
            app.MapMethods(path, [HttpMethods.Options], AllowAsync);
        }
    }

    // A text of JSON, as LiteLLM's; the serializer would write the apostrophe as an escape sequence.
    private static Task WriteTextAsync(HttpContext http, string text)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync($"\"{text}\"", http.RequestAborted);
    }

    private static Task AllowAsync(HttpContext http)
    {
        http.Response.Headers.Allow = Methods;
        return Task.CompletedTask;
    }

    private Task WriteReadyAsync(HttpContext http) =>
        http.Response.WriteAsJsonAsync(configuration.AllowPublicReadinessDetails ? Details() : new { status = "healthy" }, http.RequestAborted);

    private Task WriteDetailsAsync(HttpContext http) => KeyedResponse.WriteAsync(http, keys, ErrorForm.OpenAi, () => Task.FromResult(Details()));

    private Task WriteHealthAsync(HttpContext http) => KeyedResponse.WriteAsync(http, keys, ErrorForm.OpenAi, async () =>
    {
        var deployments = Asked(http.Request.Query["model"].ToString(), http.Request.Query["model_id"].ToString());
        var problems = new string?[deployments.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, deployments.Count),
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = http.RequestAborted },
            async (i, _) => problems[i] = await probe.FindProblemAsync(deployments[i]));

        var results = deployments.Select((deployment, i) => (Problem: problems[i], Endpoint: EndpointOf(deployment, problems[i]))).ToList();
        var healthy = results.Where(result => result.Problem is null).Select(result => result.Endpoint).ToList();
        var unhealthy = results.Where(result => result.Problem is not null).Select(result => result.Endpoint).ToList();
        return new { healthy_endpoints = healthy, unhealthy_endpoints = unhealthy, healthy_count = healthy.Count, unhealthy_count = unhealthy.Count };
    });

    // As in LiteLLM, a model is a name for callers or the name at the provider. A pattern fits the latter too, but that deployment is the one that is meant.
    private IReadOnlyList<Deployment> Asked(string model, string id)
    {
        var all = configuration.Deployments;
        var found = id.Length > 0 ? [.. all.Where(deployment => deployment.Id == id)]
            : model.Length == 0 ? all
            : models.Find(model) is { IsOfPattern: false } group ? group.Deployments
            : all.Where(deployment => DeploymentInfo.ModelOf(deployment) == model).ToList() is { Count: > 0 } named ? named
            : models.DeploymentsFor(model);
        return found.Count > 0 ? found : throw new UnknownModelException(id.Length > 0 ? id : model);
    }

    private Dictionary<string, string> EndpointOf(Deployment deployment, string? problem)
    {
        var endpoint = DeploymentInfo.ParametersOf(deployment, configuration.ShowApiBase);
        endpoint["model_id"] = deployment.Id;
        if (problem is not null)
        {
            endpoint["error"] = problem;
        }

        return endpoint;
    }

    private object Details() => new
    {
        status = "healthy",
        db = "Not connected",
        cache = configuration.Cache ? "local" : null,
        litellm_version = GatewayHeaders.GatewayVersion,
        success_callbacks = configuration.Callbacks,
        log_level = logger.IsEnabled(LogLevel.Debug) ? "DEBUG" : logger.IsEnabled(LogLevel.Information) ? "INFO" : "WARNING",
        is_detailed_debug = logger.IsEnabled(LogLevel.Debug),
    };
}
