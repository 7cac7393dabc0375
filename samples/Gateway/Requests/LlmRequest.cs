using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace TracedLlm.Samples.Gateway;

/// <summary>A caller's request.</summary>
internal sealed partial record LlmRequest
{
    /// <summary>How much of a form the gateway holds in memory. A longer form has files.</summary>
    private const int MostFormInMemory = 1024 * 1024;

    private static readonly Dictionary<int, LlmRequest> NoRequests = [];

    private LlmRequest()
    {
    }

    public required ServedRoute Route { get; init; }

    public required string Method { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>The id of this request for guardrails, which the answer and the trace have too.</summary>
    public required string CallId { get; init; }

    /// <summary>The model name in the request; <see langword="null"/> if the request names no model of the gateway.</summary>
    public required string? Model { get; init; }

    /// <summary>Whether the answer is a stream; <see langword="null"/> if the API has no streams.</summary>
    public required bool? IsStreaming { get; init; }

    public RequestBody? Body { get; private init; }

    public WireFormat Format => Route.Format;

    /// <summary>Whether the gateway can send the request more than once: it holds the whole body, if there is one.</summary>
    public bool CanRepeat => Body is not { CanRepeat: false };

    /// <summary>Whether the answer to an equal request may be reused.</summary>
    public bool IsRepeatable => Format.IsRepeatable && Route.NeedsModel && IsStreaming is not true && Body is { CanCompare: true };

    public required RouteValueDictionary Values { get; init; }

    public required QueryString Query { get; init; }

    /// <summary>What the request asks of the gateway.</summary>
    public required RequestOptions Options { get; init; }

    /// <summary>The requests to the fallbacks that differ from this one, by the index of the fallback.</summary>
    public IReadOnlyDictionary<int, LlmRequest> FallbackRequests { get; init; } = NoRequests;

    /// <summary>The key that the caller presented.</summary>
    public string? CallersKey { get; private init; }

    /// <summary>The provider's path and query; <see langword="null"/> if the request is no pass-through.</summary>
    public PassThroughTarget? PassThrough { get; private init; }

    /// <param name="http">The request.</param>
    /// <param name="route">Its route.</param>
    /// <param name="caller">Its caller.</param>
    /// <param name="hasGuardrails">Whether the gateway has guardrails, which may need all fields of a form before a provider is called.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="BadRequestException">The request cannot be read.</exception>
    public static async Task<LlmRequest> ReadAsync(HttpRequest http, ServedRoute route, Caller caller, bool hasGuardrails, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(http, route, hasGuardrails, cancellationToken);
        var model = route.Vendor is not null || route.Format.NamesProvidersModels ? null
            : ModelInPath(http) ?? body?.Model ?? NonEmpty(http.Query[ServedRoute.Model]) ?? (route.IsSession ? NonEmpty(http.Query[ServedRoute.AzureModel]) : null);
        if (model is null && route.NeedsModel)
        {
            throw new BadRequestException("The request has no 'model'.");
        }

        var key = caller.Key.Value;
        return new LlmRequest
        {
            Route = route,
            Method = http.Method,
            Headers = http.Headers,
            Caller = caller,
            CallId = LlmTrace.Current!.CallId,
            Model = model,
            IsStreaming = body?.IsStreaming
                ?? (route.AlwaysStreams || route.Format.StreamsByDefault ? true : route.NeedsModel && route.Format.Streams && body is not { Upload: not null } ? false : null),
            Body = body,
            Options = ReadOptions(http, body, route),
            Values = http.RouteValues,
            Query = http.QueryString,
            CallersKey = key,
            PassThrough = route.Vendor is null ? null : PassThroughTarget.Read(http, key),
        };
    }

    /// <summary>Whether the body is a form with parts. Other multipart bodies are no forms.</summary>
    public static bool IsForm(HttpRequest http) => http.HasFormContentType && http.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a provider reports the usage of the requested stream only if the gateway asks for it.</summary>
    public bool LacksStreamUsage => IsStreaming is true && Format.HasStreamOptions && Body is { AsksForUsage: false };

    /// <summary>This request with the texts that a guardrail masked.</summary>
    public LlmRequest WithTexts(IReadOnlyList<string> texts) => this with { Body = Body?.WithTexts(texts) };

    /// <summary>This request with the document that a guardrail changed.</summary>
    public LlmRequest WithDocument(byte[] json) => this with { Body = JsonBody.Parse(json, Route) };

    /// <summary>This request to the fallback <paramref name="fallback"/>, with the fields that differ.</summary>
    /// <exception cref="BadRequestException">The body is a form, or a changed field is not valid.</exception>
    public LlmRequest To(RequestedFallback fallback)
    {
        if (Body is not JsonBody json)
        {
            throw new BadRequestException("'fallbacks' must hold the names of models only: the request is not JSON, so the gateway cannot change its fields.");
        }

        var body = json.With(fallback.Changes!.Value);
        RequestOptionsReader.Read(body.GatewayFields, Headers);
        if (!body.Guardrails.SetEquals(json.Guardrails))
        {
            throw new BadRequestException("'fallbacks' must not change the guardrails of the metadata, which are the same for all models of a request.");
        }

        return this with { Body = body, Model = fallback.Model };
    }

    /// <summary>How long to wait for <paramref name="deployment"/>: as long as the caller says, else the deployment, else the configuration, which has a time for streams.</summary>
    public TimeSpan TimeoutFor(Deployment deployment, GatewayConfiguration configuration) => OwnTimeout ?? ConfiguredTimeout(deployment, configuration);

    /// <summary>Whether the caller waits for less time than the gateway would.</summary>
    public bool IsImpatient(Deployment deployment, GatewayConfiguration configuration) => OwnTimeout < ConfiguredTimeout(deployment, configuration);

    /// <summary>
    /// Whether its calls say something of the deployment, and the deployment's rest is its own. Another key or another address says nothing
    /// of the deployment, and a simulated answer neither. A request without a model, such as that for a stored file, has one provider only,
    /// and may ask for what is not there.
    /// </summary>
    public bool DependsOnDeployment => Model is not null && Options is { Credentials: null, IsMocked: false };

    private TimeSpan? OwnTimeout => IsStreaming is true ? Options.StreamTimeout ?? Options.Timeout : Options.Timeout;

    private TimeSpan ConfiguredTimeout(Deployment deployment, GatewayConfiguration configuration) =>
        (IsStreaming is true ? deployment.StreamTimeout ?? configuration.Routing.StreamTimeout : null) ?? deployment.Timeout ?? configuration.RequestTimeout;

    /// <summary>The body for <paramref name="deployment"/>, with its defaults for fields that the body lacks.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="withUsage">Whether the provider shall report the usage of the stream.</param>
    public HttpContent? ContentFor(Deployment deployment, bool withUsage) =>
        (Model is null || !Route.NeedsModel || deployment.Defaults.IsEmpty ? this : this with { Body = Body?.WithDefaults(deployment.Defaults, Format) })
        .ContentFor(deployment.Model, withUsage);

    /// <summary>The body for a provider that calls the model <paramref name="model"/>.</summary>
    /// <param name="model">The provider's name for the model.</param>
    /// <param name="withUsage">Whether the provider shall report the usage of the stream.</param>
    public HttpContent? ContentFor(string? model, bool withUsage = false) => Route.NamesModel && Model is not null && model is not null
        ? Body?.WithRepeatedModel(Model, model).ContentFor(null, withUsage)
        : Body?.ContentFor(Model is null || IsModelInQuery ? null : model, withUsage);

    /// <summary>The path below a provider's base address.</summary>
    /// <exception cref="BadRequestException">A part of the path contains <c>.</c> or <c>..</c>.</exception>
    public string PathFor(string? model) => Parameter().Replace(Route.Path, match =>
    {
        var name = match.Groups["name"].Value;
        var value = Uri.UnescapeDataString(name == ServedRoute.Model ? model ?? "" : Values[name] as string ?? "");
        return value.Split('/', '\\').Any(segment => segment is "." or "..")
            ? throw new BadRequestException("The path must not contain the segments '.' and '..'.")
            : match.Groups["all"].Success ? string.Join('/', value.Split('/').Select(Uri.EscapeDataString)) : Uri.EscapeDataString(value);
    });

    /// <summary>The query for a provider: with the provider's name of the model, without a key and without the gateway's own fields.</summary>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="without">Further parameters to leave out.</param>
    public string QueryFor(string? model, params IReadOnlyList<string> without)
    {
        var query = new StringBuilder();
        foreach (var pair in new QueryStringEnumerable(Query.Value))
        {
            var name = pair.DecodeName().ToString();
            if (name == KeyRing.QueryParameter || without.Contains(name) || FieldRules.UseInQuery(name, Format) != FieldUse.Forwarded || KeyRing.HoldsKey(pair.DecodeValue().ToString(), CallersKey))
            {
                continue;
            }

            var isModel = Model is not null && (name == ServedRoute.Model || (Route.IsSession && name == ServedRoute.AzureModel));
            query.Append(query.Length == 0 ? '?' : '&').Append(isModel ? ServedRoute.Model : pair.EncodedName.Span).Append('=');
            query.Append(isModel ? Uri.EscapeDataString(model ?? Model!) : pair.EncodedValue.ToString());
        }

        return query.ToString();
    }

    /// <summary>The fields of the query that have no effect: the gateway reads its own fields in the body only.</summary>
    public IEnumerable<string> RemovedFromQuery()
    {
        foreach (var pair in new QueryStringEnumerable(Query.Value))
        {
            var name = pair.DecodeName();
            if (FieldRules.UseInQuery(name.Span, Format) != FieldUse.Forwarded && !KeyRing.HoldsKey(pair.DecodeValue().ToString(), CallersKey))
            {
                yield return name.ToString();
            }
        }
    }

    private static RequestOptions ReadOptions(HttpRequest http, RequestBody? body, ServedRoute route)
    {
        var options = RequestOptionsReader.Read(body?.GatewayFields ?? [], http.Headers);
        return options.MockResponse is not null && route.Format.ResponseTexts.IsEmpty
            ? throw new BadRequestException($"'{LiteLlmFields.MockResponse}' is for APIs that answer with text; the {route.Format.Name} API does not.")
            : options;
    }

    private bool IsModelInQuery => Body?.Model is null && !Values.ContainsKey(ServedRoute.Model);

    private static async Task<RequestBody?> ReadBodyAsync(HttpRequest http, ServedRoute route, bool hasGuardrails, CancellationToken cancellationToken)
    {
        var isForm = IsForm(http);
        if (http.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } && !route.NeedsModel)
        {
            return null;
        }

        if (route.Format.TakesAnyBody && (IsEncoded(http) || (!isForm && !http.HasJsonContentType())))
        {
            return new RawBody(http);
        }

        if (IsEncoded(http))
        {
            throw new BadRequestException(
                $"The request's body is compressed (Content-Encoding: {http.Headers.ContentEncoding}). Send it without compression.",
                StatusCodes.Status415UnsupportedMediaType);
        }

        if (isForm)
        {
            return await ReadFormAsync(http, route, hasGuardrails, cancellationToken);
        }

        var bytes = await BodyBytes.ReadAsync(http, cancellationToken);
        return bytes.IsEmpty && !route.NeedsModel ? null
            : route.Vendor is not null ? ReadPassThrough(bytes, () => JsonBody.Parse(bytes, route), () => TopLevelNames.FindField(bytes.Span, route))
            : JsonBody.Parse(bytes, route);
    }

    private static async Task<RequestBody> ReadFormAsync(HttpRequest http, ServedRoute route, bool hasGuardrails, CancellationToken cancellationToken)
    {
        var type = http.ContentType!;
        var buffer = new byte[Math.Min(http.ContentLength + 1 ?? MostFormInMemory, MostFormInMemory)];
        var read = await http.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var beginning = buffer.AsMemory(0, read);
        if (read < buffer.Length)
        {
            return route.Vendor is null
                ? new FormBody(MultipartForm.Parse(beginning, type), type, route)
                : ReadPassThrough(beginning, () => new FormBody(MultipartForm.Parse(beginning, type), type, route), () => null);
        }

        var boundary = MultipartForm.BoundaryIn(type);
        var upload = new UploadStream(http.Body);
        var uploaded = await UploadedForm.ReadAsync(beginning, upload, boundary, http.ContentLength, cancellationToken);
        var needsFields = route.NeedsModel || route.Format.FormTexts.Count > 0;
        if (!needsFields || (!hasGuardrails && uploaded.Texts(ServedRoute.Model).Any(model => model.Length > 0)))
        {
            return new FormBody(uploaded, type, route) { Upload = upload };
        }

        // SDKs put the model and the prompt behind the file too. What a guardrail reads may stand in front of it and behind it.
        var file = SpooledForm.CreateFile();
        http.HttpContext.Response.RegisterForDisposeAsync(file);
        return new FormBody(await SpooledForm.ReadAsync(new PrefixedStream(beginning, http.Body), file, boundary, cancellationToken), type, route);
    }

    // The provider decides about a body in which the gateway finds no fields. It might read what the gateway cannot.
    private static RequestBody ReadPassThrough(ReadOnlyMemory<byte> bytes, Func<RequestBody> parse, Func<string?> findField)
    {
        try
        {
            return parse();
        }
        catch (BadRequestException exception) when (!exception.IsAboutGatewayField)
        {
            return findField() is { } field
                ? throw new BadRequestException($"The request has the gateway's field '{field}', which the gateway removes only from a valid JSON object without repeated fields. {exception.Message}")
                : new HeldBody(bytes);
        }
    }

    private static bool IsEncoded(HttpRequest http) => http.Headers.ContentEncoding.Any(encoding => encoding is { Length: > 0 } and not "identity");

    private static string? ModelInPath(HttpRequest http) =>
        http.RouteValues[ServedRoute.Model] is string { Length: > 0 } model ? Uri.UnescapeDataString(model) : null;

    private static string? NonEmpty(string? text) => text is { Length: > 0 } ? text : null;

    [GeneratedRegex(@"\{(?<all>\*\*)?(?<name>\w+)\}")]
    private static partial Regex Parameter();
}
