namespace TracedLlm.Samples.Gateway;

/// <summary>Lists the model names that callers may use.</summary>
internal sealed class ModelsEndpoint(KeyRing keys, ModelTable models)
{
    public async Task ListAsync(HttpContext http)
    {
        try
        {
            keys.Identify(http.Request);
        }
        catch (KeyRefusedException exception)
        {
            await ErrorResponse.WriteAsync(http, ErrorForm.OpenAi, new ApiError(exception.Status, exception.Message));
            return;
        }

        await http.Response.WriteAsJsonAsync(new
        {
            @object = "list",
            data = models.Names.Select(name => new { id = name, @object = "model", created = 0, owned_by = "gateway" }),
        });
    }
}
