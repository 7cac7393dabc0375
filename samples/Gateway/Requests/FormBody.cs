namespace TracedLlm.Samples.Gateway;

/// <summary>A <c>multipart/form-data</c> body.</summary>
internal sealed class FormBody : RequestBody
{
    private readonly MultipartForm _form;
    private readonly string _contentType;
    private readonly ServedRoute _route;

    /// <exception cref="BadRequestException">The body is not a form, or it names two models.</exception>
    public FormBody(ReadOnlyMemory<byte> bytes, string contentType, ServedRoute route)
    {
        _form = MultipartForm.Parse(bytes, contentType);
        _contentType = contentType;
        _route = route;
        Guardrails = RequestedGuardrails.Read(_form);
        Model = _form.Texts(ServedRoute.Model).ToList() switch
        {
            [] or [""] => null,
            [var model] => model,
            _ => throw new BadRequestException("The form has more than one field 'model'."),
        };
        IsStreaming = _form.Texts("stream").LastOrDefault() is { } stream ? stream is "true" or "True" : null;
    }

    public override string? Model { get; }

    public override bool? IsStreaming { get; }

    public override IReadOnlySet<string> Guardrails { get; }

    public override List<string> Texts() => [.. _route.Format.FormTexts.SelectMany(_form.Texts)];

    public override RequestBody WithTexts(IReadOnlyList<string> texts)
    {
        var left = new Queue<string>(texts);
        var masked = _route.Format.FormTexts.ToDictionary(name => name, name => _form.Texts(name).Select(_ => left.Dequeue()).ToList(), StringComparer.Ordinal);
        return new FormBody(_form.Rewrite(_ => false, (name, number) => masked.TryGetValue(name, out var values) ? values[number] : null), _contentType, _route);
    }

    public override HttpContent ContentFor(string? model, bool withUsage)
    {
        (string, string)[] added = model is not null && !_form.Texts(ServedRoute.Model).Any() ? [(ServedRoute.Model, model)] : [];
        var content = new ByteArrayContent(_form.Rewrite(
            name => GatewayFields.Contains(name, _route.ProviderOwnsMetadata),
            (name, _) => name == ServedRoute.Model ? model : null,
            added));
        content.Headers.TryAddWithoutValidation("Content-Type", _contentType);
        return content;
    }
}
