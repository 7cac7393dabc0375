using System;
using Ledger;

WebApplicationBuilder objBuilder = WebApplication.CreateBuilder(args);
objBuilder.Services.AddTracedLlm(objBuilder.Configuration);
objBuilder.Services.AddSingleton<clsProvider>();
objBuilder.Services.AddSingleton<clsGateway>();
WebApplication objApp = objBuilder.Build();
objApp.UseTracedLlm();

#region Routes
clsGateway objGateway = objApp.Services.GetRequiredService<clsGateway>();
objApp.MapPost("/v1/chat/completions", objGateway.DoChat);
objApp.MapPost("/v1/messages", objGateway.DoMessages);
objApp.MapPost("/v1/files", objGateway.DoFiles);
objApp.MapPost("/v1/completions", objGateway.DoCompletions);
#endregion

objApp.Run();
