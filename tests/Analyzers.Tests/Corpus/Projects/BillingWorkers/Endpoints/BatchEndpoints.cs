using System.Text.Json.Nodes;
using BillingWorkers.Batches;

namespace BillingWorkers.Endpoints;

internal static class BatchEndpoints
{
    [TracedLlmRoute]
    public static async Task<IResult> CreateAsync(HttpContext http, BatchClient client, BatchRegistry registry)
    {
        var request = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        // A batch has metadata of its own: up to sixteen words that its owner finds it by.
        var labels = request["metadata"]?.AsObject();
        if (labels is { Count: > 16 } || labels?["description"]?.GetValue<string>().Length > 512)
        {
            return Results.BadRequest(new { error = "metadata has too many or too long entries" });
        }

        var gateway = request["litellm_metadata"];
        var owner = gateway?["trace_user_id"]?.GetValue<string>() ?? http.User.Identity?.Name ?? "unknown";
        request.Remove("litellm_metadata");
        var batch = await client.CreateAsync(request, http.RequestAborted);
        var trace = LlmTrace.Current;
        registry.Add(new BatchEntry(batch.Id, owner, batch.Status));
        _ = Task.Run(async () =>
        {
            using var scope = trace?.Use();
            await client.TouchAsync(batch.Id, CancellationToken.None);
        });
        registry.Watch(batch.Id, (_, status) => registry.Update(batch.Id, status));
        return Results.Created($"/v1/batches/{batch.Id}", batch);
    }

    [TracedLlmRoute]
    public static async Task<IResult> UploadAsync(IFormFile file, BatchClient client, CancellationToken cancellationToken)
    {
        await using var content = file.OpenReadStream();
        var lines = 0;
        using (var reader = new StreamReader(content, leaveOpen: true))
        {
            while (await reader.ReadLineAsync(cancellationToken) is not null)
            {
                lines++;
            }
        }

        NoteUpload(client, file.FileName, lines);
        content.Position = 0;
        return Results.Text(await client.UploadAsync(file.FileName, content, cancellationToken), "application/json");
    }

    public static IResult Get(string id, BatchRegistry registry) => registry.Find(id) is { } entry ? Results.Ok(entry) : Results.NotFound();

    private static async void NoteUpload(BatchClient client, string name, int lines) // TLM2005
    {
        await client.TouchAsync($"{name}#{lines}", CancellationToken.None);
    }
}
