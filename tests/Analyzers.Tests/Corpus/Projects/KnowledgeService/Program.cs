using KnowledgeService.Answers;
using KnowledgeService.Indexing;
using KnowledgeService.Retrieval;
using KnowledgeService.Storage;
using Microsoft.Extensions.Options;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddOptions<ModelOptions>().BindConfiguration("Models").Validate(options => options.Dimensions > 0, "Dimensions are positive.").ValidateOnStart();
builder.Services.AddSingleton(static services => services.GetRequiredService<IOptions<ModelOptions>>().Value);
builder.Services.AddHttpClient<EmbeddingClient>(static (services, client) => client.BaseAddress = services.GetRequiredService<ModelOptions>().Gateway);
builder.Services.AddHttpClient<AnswerClient>(static (services, client) => client.BaseAddress = services.GetRequiredService<ModelOptions>().Gateway);
builder.Services.AddSingleton<IVectorIndex, FlatIndex>();
builder.Services.AddSingleton<IDocumentStore, FolderStore>();
builder.Services.AddSingleton<Splitter>();
builder.Services.AddScoped<Indexer>();
builder.Services.AddScoped<Retriever>();
builder.Services.AddScoped<AnswerComposer>();
builder.Services.AddTracedLlm(builder.Configuration);

var app = builder.Build();
app.UseTracedLlm();

var documents = app.MapGroup("/documents");
documents.MapPut("/{id}", async (string id, HttpRequest request, Indexer indexer, CancellationToken stop) =>
{
    using var reader = new StreamReader(request.Body);
    var count = await indexer.IndexAsync(new SourceDocument(id, request.Headers["x-title"].ToString(), await reader.ReadToEndAsync(stop)), stop);
    return Results.Accepted($"/documents/{id}", new { passages = count });
});
documents.MapGet("/{id}", async (string id, IDocumentStore store, CancellationToken stop) =>
    await store.ReadAsync(id, stop) is { } document ? Results.Ok(document) : Results.NotFound());
documents.MapDelete("/{id}", (string id, IVectorIndex index) => index.Remove(id));

app.MapPost("/search", async (SearchInput input, Retriever retriever, CancellationToken stop) => await retriever.FindAsync(input.Query, input.Count ?? 5, stop));
app.MapPost("/answers", [TracedLlmRoute(LlmApi.ChatCompletions)] async (SearchInput input, Retriever retriever, AnswerComposer composer, CancellationToken stop) =>
{
    var passages = await retriever.FindAsync(input.Query, input.Count ?? 8, stop);
    return passages.Count == 0 ? Results.NoContent() : Results.Ok(await composer.ComposeAsync(input.Query, passages, stop));
});

app.Run();

internal sealed record SearchInput(string Query, int? Count, Dictionary<string, string>? Metadata);
